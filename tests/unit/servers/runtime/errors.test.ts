import assert from "node:assert/strict";
import { constants } from "node:os";
import { describe, it } from "node:test";
import { InterruptedError, OSError } from "day29";
import { osError } from "#day29/errors.js";
import { recoverableAcceptError, recoverableError } from "#day29/servers/runtime/errors.js";

const { EBADF, ECONNABORTED, EINVAL, EMFILE } = constants.errno;

describe("a server survives", () => {
  it("the error of a system call", () => {
    const error = new OSError("failed", "recv");
    assert.equal(recoverableError(error), error);
  });

  it("no mistake in the code, and no interrupt of the user", () => {
    for (const reason of [new TypeError("a mistake"), new InterruptedError("", "wait"), null]) {
      for (const check of [recoverableError, recoverableAcceptError]) {
        assert.throws(
          () => check(reason),
          (thrown) => thrown === reason,
        );
      }
    }
  });

  it("a client that could not be accepted, but not a socket that accepts none", () => {
    for (const errno of [EMFILE, ECONNABORTED]) {
      const error = osError(errno, "accept", "");
      assert.equal(recoverableAcceptError(error), error);
    }
    for (const errno of [EBADF, EINVAL]) {
      const error = osError(errno, "accept", "");
      assert.throws(() => recoverableAcceptError(error), error);
    }
  });
});
