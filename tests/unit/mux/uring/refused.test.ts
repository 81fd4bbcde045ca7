/** Where io_uring is not allowed: the library works, and says why `IoUring` does not. */
import assert from "node:assert/strict";
import { constants } from "node:os";
import { describe, it } from "node:test";
import { explain, setupError } from "#day29/mux/uring/support.js";
import { script } from "../../../support/script.js";
import { refusing } from "../../../support/seccomp.js";

const { EACCES, EINVAL, EMFILE, ENOMEM, ENOSYS, EPERM } = constants.errno;

const SYS_IO_URING_SETUP = 425;

describe("io_uring that is refused", () => {
  for (const [errno, code, name] of [
    [EPERM, "EPERM", "PermissionError"],
    [EACCES, "EACCES", "PermissionError"],
    [ENOSYS, "ENOSYS", "OSError"],
  ] as const) {
    it(`with ${code}: the library works, and explains it`, async (t) => {
      const run = script(
        t,
        `${refusing(SYS_IO_URING_SETUP, errno)}
         const { IoUring, socketpair } = await import("day29");
         console.log(IoUring.supported());
         console.log(IoUring.unsupportedReason());
         try { new IoUring(); } catch ({ name, code, message }) { console.log(name, code); console.log(message); }
         const [a, b] = socketpair();
         await a.send("works");
         console.log(String(await b.recv(100)));
         a.close();
         b.close();`,
      );
      assert.equal(await run.line(), "false");
      const explanation = await run.line();
      assert.equal(await run.line(), `${name} ${code}`);
      assert.equal(explanation, explain(errno));
      const message = await run.line();
      assert.ok(message.startsWith(`[${code}] io_uring_setup with 256 entries: `), message);
      assert.ok(message.endsWith(`: ${explanation}`), message);
      assert.equal(await run.line(), "works");
      assert.deepEqual(await run.exit(), { code: 0, signal: null }, run.stderr);
    });
  }
});

describe("the explanation of a refusal", () => {
  it("names kernel.io_uring_disabled if that is the cause", () => {
    for (const value of ["1", "2"]) {
      assert.match(explain(EPERM, value), new RegExp(`kernel.io_uring_disabled is ${value}$`));
      assert.doesNotMatch(explain(ENOSYS, value), /io_uring_disabled/);
    }
    assert.doesNotMatch(explain(EPERM, null), /io_uring_disabled/);
  });

  it("names the profile of a container", () => {
    for (const errno of [EPERM, EACCES]) {
      assert.match(explain(errno, null), /does not allow io_uring, as in a container .* seccomp/);
    }
    assert.match(explain(ENOSYS, null), /does not have io_uring, or .* seccomp/);
  });

  it("names an old kernel, and missing memory", () => {
    assert.match(explain(EINVAL, null), /needs Linux 6\.1 or later, and this is \d/);
    assert.match(explain(ENOMEM, null), /no memory for a ring/);
    assert.match(explain(EMFILE, null), /cannot set up a ring now/);
  });

  it("is one sentence, at the end of the error", () => {
    for (const errno of [EACCES, EINVAL, EMFILE, ENOMEM, ENOSYS, EPERM]) {
      const explanation = explain(errno);
      assert.doesNotMatch(explanation, /\n|\. |\.$/);
      assert.ok(setupError(errno, 8).message.endsWith(`: ${explanation}`));
    }
  });
});
