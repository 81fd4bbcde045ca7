/** Passes open descriptors to another process through a UNIX socket. */
import { constants as os } from "node:os";
import type { Address } from "../address-family.js";
import { SCM_RIGHTS, SOL_SOCKET } from "../constants.js";
import { osError } from "../errors.js";
import { type FileDescriptorLike, filenoOf } from "../file-descriptor.js";
import { checkInstance, checkInteger } from "../validators.js";
import { CMSG_LEN, closeDescriptors, descriptorsIn, encodeAncillary } from "./ancillary.js";
import { handleOf } from "./base.js";
import { type Data, listOf } from "./data.js";
import { sendWithControl } from "./message.js";
import { Socket } from "./socket.js";

const { EBADF } = os.errno;

const FD_SIZE = 4;

/** More than the kernel lets a message have; the size of the control buffer fits in 32 bits. */
const MAX_FDS = 2 ** 16;

/**
 * Sends data and open descriptors through a UNIX socket. The receiver gets descriptors of its own for the
 * same open files and connections; the sender may close its own as soon as this has resolved.
 *
 * Returns the number of bytes sent. At least one byte must go with the descriptors on a stream, and at
 * most 253 descriptors with a message. Throws the errors of `Socket.sendmsg()`, and `OSError` (`EBADF`) for
 * a descriptor that is not open.
 *
 * Both processes share the flag `O_NONBLOCK`, which belongs to the open file, and which this library sets on
 * every socket. Another program may have to clear it: `os.set_blocking(fd, True)` in Python.
 *
 * See unix(7) and
 * [socket.send_fds](https://docs.python.org/3/library/socket.html#socket.send_fds).
 *
 * @example
 * const [a, b] = socketpair();
 * const [near, far] = socketpair();
 * await sendFds(a, ["take this"], [far]);
 * far.close();
 * const [data, [fd]] = await recvFds(b, 100, 1);
 * const taken = new Socket(undefined, undefined, undefined, fd);
 * await taken.sendall("I am here");
 * console.log(`${data}: ${await near.recv(100)}`); // take this: I am here
 * for (const socket of [a, b, near, taken]) socket.close();
 */
export async function sendFds<A extends Address>(
  socket: Socket<A>,
  buffers: Iterable<Data>,
  fds: Iterable<FileDescriptorLike>,
  flags: number = 0,
  address: A | null = null,
): Promise<number> {
  checkInstance("socket", socket, Socket);
  const sources = listOf("fds", fds);
  // Read before every attempt: a socket may be closed, and its number reused, while the call waits.
  const control = (): Uint8Array =>
    encodeAncillary([[SOL_SOCKET, SCM_RIGHTS, Int32Array.from(sources, openFd)]]);
  return sendWithControl(handleOf(socket), buffers, control, flags, address);
}

function openFd(source: FileDescriptorLike, index: number): number {
  const fd = filenoOf(source, `fds[${index}]`);
  if (fd < 0) throw osError(EBADF, "sendmsg", `of fds[${index}], which is closed`);
  return fd;
}

/**
 * Receives at most `bufsize` bytes and `maxfds` descriptors, which child processes do not inherit. Returns
 * the data, the descriptors, the flags of the message and the sender's address. If more descriptors were
 * sent, the kernel closes the others and the flags contain `MSG_CTRUNC`.
 *
 * Close the descriptors when they are no longer needed, or make sockets of them with
 * `new Socket(undefined, undefined, undefined, fd)`. Throws the errors of `Socket.recvmsg()`. See unix(7) and
 * [socket.recv_fds](https://docs.python.org/3/library/socket.html#socket.recv_fds).
 */
export async function recvFds<A extends Address>(
  socket: Socket<A>,
  bufsize: number,
  maxfds: number,
  flags: number = 0,
): Promise<[data: Buffer, fds: number[], msgFlags: number, address: A | null]> {
  checkInstance("socket", socket, Socket);
  checkInteger("maxfds", maxfds, 0, MAX_FDS);
  // CMSG_SPACE() would have room for one more if `maxfds` is odd.
  const received = await socket.recvmsg(bufsize, CMSG_LEN(maxfds * FD_SIZE), flags);
  const [data, ancdata, msgFlags, address] = received;
  closeDescriptors(ancdata.filter(([, type]) => type !== SCM_RIGHTS));
  const fds = ancdata.flatMap((item) => (item[1] === SCM_RIGHTS ? descriptorsIn(item) : []));
  return [data, fds, msgFlags, address];
}
