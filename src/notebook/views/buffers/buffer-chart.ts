/** The buffers of both ends of a connection, sampled over time. */
import type { Address } from "../../../address-family.js";
import { type KernelBuffers, kernelBuffers } from "../../../inspect/kernel-buffers.js";
import { Socket } from "../../../socket/socket.js";
import { checkInstance, checkString } from "../../../validators.js";

/** Both buffers at one moment, in bytes. */
export interface BufferSample {
  /** Samples are numbered from 1. */
  readonly number: number;
  /** What happened, such as `EAGAIN`; may be empty. */
  readonly label: string;
  /** What is still queued at the sender's end; `null` once it is closed. */
  readonly send: KernelBuffers["send"] | null;
  /** What waits at the receiver's end; `null` once it is closed. */
  readonly receive: KernelBuffers["receive"] | null;
}

/** Older samples are dropped. */
const MAX_SAMPLES = 60;

/**
 * The send buffer of one end of a connection and the receive buffer of the other, as the kernel
 * reports them. `show(chart)` draws how full both are now and, below that, how they
 * filled and drained.
 *
 * Each `sample()` reads the state of both buffers; the last 60 samples are kept. The size of a buffer
 * includes the kernel's own overhead, and the bytes of a TCP socket do not, so a buffer that accepts
 * no more data is not drawn full.
 *
 * @example
 * const [sender, receiver] = socketpair();
 * const chart = new BufferChart(sender, receiver);
 * await sender.send("hello");
 * const { receive } = chart.sample("send");
 * console.log(receive?.waiting); // 5
 * for (const socket of [sender, receiver]) socket.close();
 */
export class BufferChart {
  readonly #sender: Socket<Address>;
  readonly #receiver: Socket<Address>;
  #samples: BufferSample[] = [];
  #count = 0;

  /** The chart is empty until the first `sample()`. */
  constructor(sender: Socket<Address>, receiver: Socket<Address>) {
    checkInstance("sender", sender, Socket);
    checkInstance("receiver", receiver, Socket);
    this.#sender = sender;
    this.#receiver = receiver;
  }

  /**
   * Reads from the kernel how full both buffers are. `label` is a short description of what just
   * happened; the picture shows it. Throws `OSError` as `kernelBuffers()` does.
   */
  sample(label: string = ""): BufferSample {
    checkString("label", label);
    const sample: BufferSample = {
      number: ++this.#count,
      label,
      send: buffersOf(this.#sender)?.send ?? null,
      receive: buffersOf(this.#receiver)?.receive ?? null,
    };
    this.#samples.push(sample);
    if (this.#samples.length > MAX_SAMPLES) this.#samples.shift();
    return sample;
  }

  /** The samples that are kept, the oldest first. */
  get samples(): readonly BufferSample[] {
    return this.#samples;
  }
}

/** One end may be closed while the other still has bytes to read. */
function buffersOf(socket: Socket<Address>): KernelBuffers | null {
  return socket.fileno() < 0 ? null : kernelBuffers(socket);
}
