/** Refusing a request: the error to throw, and the limits that a request must keep. */

/** Ends the handling of a request with a status other than success. */
export class HttpError extends Error {
  /**
   * @param status The status code of the response.
   * @param message The reason, in one sentence for the client: never a path or a detail of this machine.
   * @param headers Further header fields of the response.
   */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The limits of a request. */
export interface HttpLimits {
  /** The longest request line in bytes; a longer one is refused with 414. */
  readonly maxRequestLine: number;
  /** The longest header section in bytes, trailers included; a longer one is refused with 431. */
  readonly maxHeaders: number;
  /** The largest number of header fields; more are refused with 431. */
  readonly maxFields: number;
  /** The largest body in bytes; a larger one is refused with 413. */
  readonly maxBody: number;
}

/** RFC 9112 section 3 recommends 8000 bytes for the request line; the others are customary. */
export const DEFAULT_LIMITS: HttpLimits = {
  maxRequestLine: 8192,
  maxHeaders: 16 * 1024,
  maxFields: 100,
  maxBody: 1024 * 1024,
};
