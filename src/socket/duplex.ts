/** A socket as a Node stream. */
import { Duplex } from "node:stream";
import { SHUT_WR } from "../constants.js";
import { requireBlocking } from "./handle.js";

/** The methods of a socket that the stream uses. */
interface Source {
  recv(bufsize: number): Promise<Buffer>;
  sendall(data: Uint8Array): Promise<void>;
  shutdown(how: number): void;
  close(): void;
  getblocking(): boolean;
}

type Callback = (error?: Error | null) => void;

/** The stream that `socket.toDuplex()` returns. */
export class SocketDuplex extends Duplex {
  readonly #socket: Source;

  constructor(socket: Source) {
    super({ allowHalfOpen: true });
    requireBlocking(socket.getblocking(), "toDuplex()");
    this.#socket = socket;
  }

  override _read(size: number): void {
    this.#socket.recv(size).then(
      // recv() returns no bytes at the end of the stream, where push() expects null.
      (data) => this.push(data.length === 0 ? null : data),
      (error) => this.destroy(error),
    );
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Callback): void {
    this.#socket.sendall(chunk).then(() => done(), done);
  }

  override _writev(chunks: { chunk: Buffer }[], done: Callback): void {
    const bytes = Buffer.concat(chunks.map(({ chunk }) => chunk));
    this.#socket.sendall(bytes).then(() => done(), done);
  }

  override _final(done: Callback): void {
    try {
      this.#socket.shutdown(SHUT_WR);
      done();
    } catch (error) {
      done(error as Error);
    }
  }

  override _destroy(error: Error | null, done: Callback): void {
    this.#socket.close();
    done(error);
  }
}
