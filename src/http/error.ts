/** Thrown to respond to a request with an error status. */
export class HttpError extends Error {
  /**
   * @param status The status code of the response.
   * @param message The reason, in one sentence. The client reads it, so it must not reveal paths or
   *   other details of this machine.
   * @param headers Additional header fields of the response.
   */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
