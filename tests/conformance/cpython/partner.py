"""Another process that reads or writes while a scenario waits; started by both sides alike."""

import fcntl
import os
import select
import socket
import struct
import sys
import termios

READ, WRITE = 0, 1  # its standard input and output are sockets


def drain():
    """Receives what comes, until the end of the stream."""
    while select.select([READ], [], []) and os.read(READ, 65536):
        pass


def send(data, flags):
    """Sends text once everything that waited to be read has been read."""
    while struct.unpack("i", fcntl.ioctl(READ, termios.FIONREAD, bytes(4))) > (0,):
        pass
    socket.socket(fileno=WRITE).send(data.encode(), int(flags))


name, *arguments = sys.argv[1:]
{"drain": drain, "send": send}[name](*arguments)
