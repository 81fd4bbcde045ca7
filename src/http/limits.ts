/** How much of a request is read before it is refused. */

/** The limits of a connection. */
export interface HttpLimits {
  /** The longest request line in bytes, beyond which 414 answers. */
  readonly maxRequestLine: number;
  /** The longest header section in bytes, beyond which 431 answers; trailers count as well. */
  readonly maxHeaders: number;
  /** The most header fields, beyond which 431 answers. */
  readonly maxFields: number;
  /** The largest body in bytes, beyond which 413 answers. */
  readonly maxBody: number;
}

/** RFC 9112 section 3 recommends 8000 bytes for the request line; the others are customary. */
export const DEFAULT_LIMITS: HttpLimits = {
  maxRequestLine: 8192,
  maxHeaders: 16 * 1024,
  maxFields: 100,
  maxBody: 1024 * 1024,
};
