/** A server that the student wrote, which runs while the check's clients talk to it. */
import type { InetAddress } from "../../address-family.js";
import { InterruptedError, OSError } from "../../errors.js";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { CheckFailure, describeError, fail, format, timedOut } from "./expectations.js";
import type { ReportText } from "./report.js";
import { TimeLimit } from "./time-limit.js";
import { NotWritten } from "./todo.js";

/** How long a client waits for the server, in seconds. */
const TIME_LIMIT_S = 2;

export class StudentServer {
  /** Rejects when the server ends, which it should not. */
  readonly #ended: Promise<never>;

  constructor(
    readonly address: InetAddress,
    running: Promise<void>,
  ) {
    this.#ended = running.then(
      () => {
        throw new ServerEnded({ zh: "服务器结束了", en: "the server returned" });
      },
      (error: unknown) => {
        if (error instanceof NotWritten || error instanceof CheckFailure) throw error;
        const { code } = describeError(error);
        throw new ServerEnded({ zh: "服务器因错误停下", en: "the server ended", code });
      },
    );
    this.#ended.catch(() => undefined); // whileRunning() reports it
  }

  /** Returns the result of a client's work. Ends the check if the server ends or the connection fails. */
  async whileRunning<T>(
    work: () => Promise<T>,
    expected: ReportText,
    hint?: Bilingual,
  ): Promise<T> {
    try {
      const limit = new TimeLimit(TIME_LIMIT_S);
      const result = Promise.race([work(), this.#ended]);
      if (!(await limit.allows(result))) throw timedOut(expected, limit.seconds, hint);
      return await result;
    } catch (error) {
      if (error instanceof ServerEnded) fail(expected, error.reason, hint, String(error.cause));
      if (error instanceof InterruptedError || !(error instanceof OSError)) throw error;
      fail(expected, { zh: "客户端出错", en: "the client failed", code: format(error) }, hint);
    }
  }
}

class ServerEnded extends Error {
  constructor(readonly reason: Bilingual | (Bilingual & { readonly code: string })) {
    super("the server ended", { cause: "code" in reason ? reason.code : reason.en });
  }
}
