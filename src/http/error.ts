/** A request that is refused. */

/** Ends the handling of a request with a status other than success. */
export class HttpError extends Error {
  /**
   * @param status The status code of the answer.
   * @param message Why, in one sentence for the client: never a path or a detail of this machine.
   * @param headers Further header fields of the answer.
   */
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}
