/** Why a system refuses io_uring. */
import { readFileSync } from "node:fs";
import { constants as os, release } from "node:os";
import { check, type OSError, osError } from "../../errors.js";
import * as libc from "../../sys/libc.js";
import { setupRing } from "../../sys/rings.js";
import { untraced } from "../../sys/trace-hook.js";

const { EACCES, EINVAL, ENOMEM, ENOSYS, EPERM } = os.errno;

/** Returns why io_uring cannot be used here, in one sentence; `null` if it can. */
export function unsupportedReason(): string | null {
  return untraced(() => {
    const ring = setupRing(1, 2);
    if (typeof ring === "number") return explain(-ring);
    check(libc.close(ring.fd), "close", ring.fd);
    return null;
  });
}

/** Returns the error of io_uring_setup(2), with the reason. */
export function setupError(errno: number, entries: number): OSError {
  const error = osError(errno, "io_uring_setup", `with ${entries} entries`);
  error.message += `: ${explain(errno)}`;
  return error;
}

/** Explains an error of io_uring_setup(2), given the value of kernel.io_uring_disabled unless that is 0. */
export function explain(errno: number, disabled: string | null = disabledBySysctl()): string {
  if (errno === EPERM && disabled !== null) {
    return `the system does not allow io_uring: kernel.io_uring_disabled is ${disabled}`;
  }
  if (errno === EPERM || errno === EACCES) {
    return "the system does not allow io_uring, as in a container whose seccomp profile refuses it";
  }
  if (errno === ENOSYS) {
    return "the kernel does not have io_uring, or a container's seccomp profile hides it";
  }
  if (errno === EINVAL) {
    return `io_uring needs Linux 6.1 or later, and this is ${release()}`;
  }
  if (errno === ENOMEM) {
    return "the kernel has no memory for a ring: see ulimit -l and the limits of the container";
  }
  return "the kernel cannot set up a ring now";
}

/** Returns the value of the setting if it may refuse io_uring. */
function disabledBySysctl(): string | null {
  try {
    const value = readFileSync("/proc/sys/kernel/io_uring_disabled", "latin1").trim();
    return value === "0" ? null : value;
  } catch {
    return null;
  }
}
