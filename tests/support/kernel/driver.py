"""Runs one Jupyter kernel for the tests.

Reads commands as JSON lines from stdin, and writes every message of the kernel as a JSON line to stdout.
"""

import json
import os
import sys
import tempfile
from base64 import b64decode, b64encode
from pathlib import Path
from queue import Empty

import zmq
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

STDIN = sys.stdin.fileno()


def report(event, **fields):
    print(json.dumps({"event": event, **fields}, default=str), flush=True)


def start(argv, folder, limit, place):
    """Starts a kernel whose files are in `place`."""
    spec = Path(place, "tslab", "kernel.json")
    spec.parent.mkdir()
    spec.write_text(
        json.dumps({"argv": argv, "display_name": "TypeScript", "language": "typescript"})
    )
    manager = KernelManager(
        kernel_name="tslab",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[place]),
        # Unix sockets, because another process may take a TCP port before the kernel binds it.
        transport="ipc",
        connection_file=str(Path(place, "kernel.json")),
    )
    # Never kill a kernel that is shutting down, however busy the machine is.
    manager.shutdown_wait_time = limit
    # Node.js makes inherited pipes non-blocking, so the kernel must not share stdout.
    manager.start_kernel(cwd=folder, stdout=sys.stderr)
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=limit)
    return manager, client


def forward(name, channel):
    """Reports every message that has arrived."""
    while True:
        try:
            message = channel.get_msg(timeout=0)
        except Empty:
            return
        report(
            "message",
            channel=name,
            type=message["msg_type"],
            parent=message["parent_header"].get("msg_id"),
            metadata=message["metadata"],
            content=message["content"],
            buffers=[b64encode(buffer).decode() for buffer in message["buffers"]],
        )


def beat(client):
    """Sends one heartbeat, and reports its echo."""
    with client.context.socket(zmq.REQ) as socket:
        socket.connect(client._make_url("hb"))
        socket.send(b"ping")
        report("echo", data=socket.recv().decode())


def execute(command, manager, client, channels):
    if command["do"] == "send":
        message = client.session.msg(command["type"], command["content"])
        message["header"]["msg_id"] = message["msg_id"] = command["id"]
        message["metadata"] = command["metadata"]
        buffers = [b64decode(buffer) for buffer in command["buffers"]]
        client.session.send(channels[command["channel"]].socket, message, buffers=buffers)
    elif command["do"] == "send frames":
        frames = [frame.encode() for frame in command["frames"]]
        channels[command["channel"]].socket.send_multipart(frames)
    elif command["do"] == "beat":
        beat(client)
    elif command["do"] == "restart":
        manager.restart_kernel(now=True)
        client.wait_for_ready()
        report("ready", pid=manager.provisioner.process.pid, key=client.session.key.decode())
    elif command["do"] == "interrupt":
        manager.interrupt_kernel()
    elif command["do"] == "shutdown":
        process = manager.provisioner.process
        manager.shutdown_kernel()
        report("ended", code=process.returncode)


def main(argv, folder, limit, place):
    manager, client = start(argv, folder, limit, place)
    channels = {
        name: getattr(client, f"{name}_channel") for name in ("shell", "control", "iopub", "stdin")
    }
    poller = zmq.Poller()
    poller.register(STDIN, zmq.POLLIN)
    for channel in channels.values():
        poller.register(channel.socket, zmq.POLLIN)
    try:
        key = client.session.key.decode()
        report("ready", pid=manager.provisioner.process.pid, key=key)
        pending = b""
        while True:
            if STDIN in dict(poller.poll()):
                data = os.read(STDIN, 1 << 16)
                if not data:
                    return
                *lines, pending = (pending + data).split(b"\n")
                for line in lines:
                    execute(json.loads(line), manager, client, channels)
            for name, channel in channels.items():
                forward(name, channel)
    finally:
        client.stop_channels()
        if manager.has_kernel:
            manager.shutdown_kernel(now=True)


with tempfile.TemporaryDirectory(prefix="day29-") as place:
    main(json.loads(sys.argv[1]), sys.argv[2], float(sys.argv[3]), place)
