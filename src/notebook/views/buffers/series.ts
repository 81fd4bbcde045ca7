/** The two buffers that a chart compares. */
import { BLUE, BROWN } from "../../render/theme.js";
import type { BufferSample } from "./buffer-chart.js";

/** One of the two buffers. */
export interface Series {
  readonly zh: string;
  readonly en: string;
  readonly color: string;
  /** The socket option that sets its size. */
  readonly option: string;
  /** `null` once the socket is closed, as is `size`. */
  readonly bytes: (sample: BufferSample) => number | null;
  readonly size: (sample: BufferSample) => number | null;
}

export const SEND: Series = {
  zh: "发送缓冲区",
  en: "send buffer",
  color: BROWN,
  option: "SO_SNDBUF",
  bytes: ({ send }) => send?.pending ?? null,
  size: ({ send }) => send?.size ?? null,
};

export const RECEIVE: Series = {
  zh: "接收缓冲区",
  en: "receive buffer",
  color: BLUE,
  option: "SO_RCVBUF",
  bytes: ({ receive }) => receive?.waiting ?? null,
  size: ({ receive }) => receive?.size ?? null,
};

export const BOTH = [SEND, RECEIVE];

/** The highest value of both buffers, at least 1. */
export function maxBytes(samples: readonly BufferSample[]): number {
  return Math.max(
    1,
    ...samples.flatMap((sample) => BOTH.map((series) => series.bytes(sample) ?? 0)),
  );
}

/** The samples at which something new happened: of a run with the same label, the first. */
export function labelledSamples(samples: readonly BufferSample[]): readonly BufferSample[] {
  return samples.filter(({ label }, index) => label !== "" && samples[index - 1]?.label !== label);
}
