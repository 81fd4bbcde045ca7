/** A client of a playground: a real connection in this process, which never waits. */
import type { InetAddress } from "../../address-family.js";
import { SHUT_WR, SO_LINGER, SOL_SOCKET } from "../../constants.js";
import { BlockingIOError, OSError } from "../../errors.js";
import { recvNow } from "../../socket/now.js";
import { Socket } from "../../socket/socket.js";
import { nameSocket } from "../keep.js";
import type { ClientState } from "./state.js";

const MAX_RECEIVED = 80;
const CHUNK = 4096;
/** A server that sends without end must not keep the client busy. */
const MAX_CHUNKS = 64;
/** `struct linger { int l_onoff; int l_linger; }`: close(2) resets the connection. */
const RESET = new Uint8Array(new Int32Array([1, 0]).buffer);

export class PlayClient {
  readonly name: string;
  readonly #socket: Socket;
  #status: ClientState["status"] = "open";
  #reading = true;
  #received = "";

  private constructor(name: string, socket: Socket) {
    this.name = name;
    this.#socket = socket;
  }

  /** Connects to a server. `key` distinguishes the client from those of other playgrounds. */
  static async connect(key: string, name: string, address: InetAddress): Promise<PlayClient> {
    const socket = new Socket();
    try {
      socket.settimeout(2);
      await socket.connect(address);
      socket.setblocking(false);
      nameSocket(`${key} ${name}`, name, socket);
      return new PlayClient(name, socket);
    } catch (error) {
      socket.close();
      throw error;
    }
  }

  get state(): ClientState {
    return {
      name: this.name,
      status: this.#status,
      reading: this.#reading,
      received: this.#received,
    };
  }

  /** Returns how many bytes were sent; 0 if the send buffer is full. */
  async send(bytes: Buffer): Promise<number> {
    try {
      return await this.#socket.send(bytes);
    } catch (error) {
      if (error instanceof BlockingIOError) return 0;
      throw error;
    }
  }

  halfClose(): void {
    this.#socket.shutdown(SHUT_WR);
    this.#status = "half-closed";
  }

  setReading(reading: boolean): void {
    this.#reading = reading;
  }

  /** Receives what has arrived, unless it has stopped reading. The end of the stream closes it. */
  receive(): void {
    if (!this.#reading || this.#status === "closed") return;
    try {
      for (let count = 0; count < MAX_CHUNKS; count++) {
        const data = recvNow(this.#socket, CHUNK);
        if (data === null) return;
        if (data.length === 0) {
          this.close();
          return;
        }
        this.#received = `${this.#received}${data}`.slice(-MAX_RECEIVED);
      }
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      this.close(); // the server has reset the connection
    }
  }

  close(): void {
    this.#status = "closed";
    this.#socket.close();
  }

  reset(): void {
    this.#socket.setsockopt(SOL_SOCKET, SO_LINGER, RESET);
    this.close();
  }
}
