/** Opens files by paths without links. */
import { constants as os } from "node:os";
import { check } from "../../errors.js";
import { close, openat, openat2 } from "../../sys/libc.js";
import { platform } from "../../sys/platform.js";
import { OpenHow } from "../../sys/structs.js";

const { AT_FDCWD, O_CLOEXEC, O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_PATH, RESOLVE_NO_SYMLINKS } =
  platform.constants;
const { EACCES, ENOSYS, EPERM } = os.errno;

/** O_RDONLY is 0. Opening a FIFO must not wait for a writer. */
const FILE_FLAGS = O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC;
/** For a directory that may be entered but not listed. */
const DIRECTORY_FLAGS = O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;

/** Opens an absolute path, and returns the descriptor or `-errno`. Follows no link in any part. */
type Opener = (path: string, flags: number) => number;

/** Lets the kernel check the path. */
export const openByKernel: Opener = (path, flags) =>
  openat2(AT_FDCWD, cString(path), OpenHow.of(flags, RESOLVE_NO_SYMLINKS).words, OpenHow.SIZE);

/** Opens one directory after the other, as each call checks only the last part of a path. */
export const openStepwise: Opener = (path, flags) => {
  const names = path.split("/").slice(1);
  const last = names.pop() as string;
  let directory = openat(AT_FDCWD, cString("/"), DIRECTORY_FLAGS);
  for (const name of names) {
    if (directory < 0) return directory;
    const next = openat(directory, cString(name), DIRECTORY_FLAGS);
    close(directory);
    directory = next;
  }
  if (directory < 0) return directory;
  const fd = openat(directory, cString(last === "" ? "." : last), flags);
  close(directory);
  return fd;
};

let opener: Opener | undefined;

/** Sets how paths are opened, for tests; `undefined` is the default. */
export function setOpener(next: Opener | undefined): void {
  opener = next;
}

/** openat2(2) is missing before Linux 5.6, and forbidden in some containers. */
function defaultOpener(): Opener {
  const fd = openByKernel("/", DIRECTORY_FLAGS);
  if (fd >= 0) close(fd);
  return fd === -ENOSYS || fd === -EPERM ? openStepwise : openByKernel;
}

/**
 * Opens a file or directory for reading. Returns `null` for a directory that may be entered but not
 * read.
 *
 * No part of the path is followed if it is a link: the caller has resolved all links, so one in the
 * path has replaced a directory or the file meanwhile. Throws `OSError`.
 *
 * @param path An absolute path with one character per byte.
 */
export function openReal(path: string): number | null {
  opener ??= defaultOpener();
  const fd = opener(path, FILE_FLAGS);
  if (fd === -EACCES) {
    const directory = opener(path, DIRECTORY_FLAGS);
    if (directory >= 0) {
      close(directory);
      return null;
    }
  }
  return check(fd, "open", "of a file");
}

function cString(path: string): Buffer {
  return Buffer.from(`${path}\0`, "latin1");
}
