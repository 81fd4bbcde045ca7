import assert from "node:assert/strict";
import { constants } from "node:os";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import * as day29 from "day29";
import { check, errnoName, osError } from "#day29/errors.js";

const { errno } = constants;

describe("a failed call", () => {
  it("throws Python's class for its errno", () => {
    const classes: [number, string][] = [
      [errno.EAGAIN, "BlockingIOError"],
      [errno.EINPROGRESS, "BlockingIOError"],
      [errno.EALREADY, "BlockingIOError"],
      [errno.EPIPE, "BrokenPipeError"],
      [errno.ECONNABORTED, "ConnectionAbortedError"],
      [errno.ECONNREFUSED, "ConnectionRefusedError"],
      [errno.ECONNRESET, "ConnectionResetError"],
      [errno.EEXIST, "FileExistsError"],
      [errno.ENOENT, "FileNotFoundError"],
      [errno.EINTR, "InterruptedError"],
      [errno.ENOTDIR, "NotADirectoryError"],
      [errno.EACCES, "PermissionError"],
      [errno.EPERM, "PermissionError"],
      [errno.ETIMEDOUT, "TimeoutError"],
      [errno.ENOTCONN, "OSError"],
    ];
    for (const [number, name] of classes) {
      const error = osError(number, "recv", "on fd 3");
      assert.equal(error.name, name);
      assert.equal(error.constructor.name, name);
      assert.ok(error instanceof day29.OSError && error instanceof Error);
      assert.equal(error.errno, number);
      assert.equal(error.syscall, "recv");
    }
    assert.ok(osError(errno.EPIPE, "send", "") instanceof day29.ConnectionError);
  });

  it("names the call, its subject and the system's text", () => {
    const error = osError(errno.EADDRINUSE, "bind", "127.0.0.1:8888");
    assert.equal(error.message, "[EADDRINUSE] bind 127.0.0.1:8888: Address already in use");
    assert.equal(error.code, "EADDRINUSE");
  });

  it("prints its message without repeating it in properties", () => {
    const text = inspect(osError(errno.ENOTCONN, "shutdown", "on fd 7"));
    assert.match(
      text,
      /^OSError: \[ENOTCONN\] shutdown on fd 7: Transport endpoint is not connected\n/,
    );
    assert.doesNotMatch(text, /errno|syscall:/);
  });

  it("has the system's symbol even where Node has none", () => {
    const unsupported = () => new day29.Socket(day29.AF_INET, day29.SOCK_SEQPACKET);
    assert.throws(unsupported, {
      code: "ESOCKTNOSUPPORT",
      message: /^\[ESOCKTNOSUPPORT\] socket /,
    });
  });

  it("names the descriptor, or says that the socket is closed", () => {
    assert.throws(() => check(-errno.ENOTCONN, "shutdown", 7), { message: /shutdown on fd 7:/ });
    assert.throws(() => check(-errno.EBADF, "recv", -1), { message: /recv on a closed socket:/ });
    assert.equal(check(5, "send", 7), 5);
  });
});

describe("errno names", () => {
  it("are the first of two names, and numbers where there is none", () => {
    assert.equal(errnoName(errno.EWOULDBLOCK), "EAGAIN");
    assert.equal(errnoName(4095), "E4095");
  });
});
