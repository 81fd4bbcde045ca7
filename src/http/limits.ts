/** The limits of an HTTP request. */
export interface HttpLimits {
  /** The maximum length of the request line in bytes; a longer one is refused with 414. */
  readonly maxRequestLine: number;
  /**
   * The maximum size of the header section in bytes, including trailers; a larger one is refused
   * with 431.
   */
  readonly maxHeaders: number;
  /** The maximum number of header fields, including trailers; more are refused with 431. */
  readonly maxFields: number;
  /** The maximum size of the body in bytes; a larger one is refused with 413. */
  readonly maxBody: number;
}

/**
 * RFC 9112 section 3 recommends at least 8000 bytes for the request line; the other limits are
 * customary.
 */
export const DEFAULT_LIMITS: HttpLimits = {
  maxRequestLine: 8192,
  maxHeaders: 16 * 1024,
  maxFields: 100,
  maxBody: 1024 * 1024,
};
