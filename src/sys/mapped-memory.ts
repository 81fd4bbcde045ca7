/** Memory that the kernel may write to while JavaScript runs, so that the garbage collector must not own it. */
import { constants as os } from "node:os";
import { getpagesize, mmap, munmap, viewMemory } from "./libc.js";
import { platform } from "./platform.js";
import { untraced } from "./trace-hook.js";

const {
  MAP_ANONYMOUS,
  MAP_FIXED,
  MAP_NORESERVE,
  MAP_POPULATE,
  MAP_PRIVATE,
  MAP_SHARED,
  PROT_NONE,
  PROT_READ,
  PROT_WRITE,
} = platform.constants;

/** A page. Older kernels map a ring only if no page beyond it is asked for. */
const GUARD = getpagesize();

const { ENOMEM } = os.errno;
const MAX_FILLERS = 1000;

/** Unmaps memory when nothing can read it any more. */
const unmapping = new FinalizationRegistry<readonly [address: number, length: number]>(
  ([address, length]) => untraced(() => munmap(address, length)),
);

/**
 * A mapping between two guard pages: an access beyond it ends the process instead of changing other memory.
 *
 * It is never unmapped unless `release()` is called, and then only once no view of it is left.
 */
export class MappedMemory {
  readonly buffer: ArrayBuffer;

  private constructor(
    readonly address: number,
    readonly size: number,
  ) {
    this.buffer = viewMemory(address, size);
  }

  /** Returns memory that is zero, or `-errno`. */
  static allocate(size: number): MappedMemory | number {
    const reserved = reserve(size);
    if (reserved < 0) return reserved;
    const address = reserved + GUARD;
    const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
    const mapped = mmap(address, roundUp(size), PROT_READ | PROT_WRITE, flags, -1, 0);
    if (mapped > 0) return new MappedMemory(address, size);
    munmap(reserved, roundUp(size) + 2 * GUARD);
    return mapped;
  }

  /**
   * Returns the memory that the kernel shares at an offset of a ring's descriptor, or `-errno`.
   *
   * The kernel chooses where that is. So a hole is left between two guard pages; as long as it chooses another one,
   * that one is filled for the time being.
   */
  static share(size: number, fd: number, offset: number): MappedMemory | number {
    const length = roundUp(size);
    const fillers: number[] = [];
    try {
      while (true) {
        const reserved = reserve(size);
        if (reserved < 0) return reserved;
        const address = reserved + GUARD;
        munmap(address, length);
        const flags = MAP_SHARED | MAP_POPULATE;
        const mapped = mmap(0, length, PROT_READ | PROT_WRITE, flags, fd, offset);
        if (mapped === address) return new MappedMemory(address, size);
        munmap(reserved, GUARD);
        munmap(address + length, GUARD);
        if (mapped < 0) return mapped;
        fillers.push(mapped);
        if (fillers.length > MAX_FILLERS) return -ENOMEM;
      }
    } finally {
      for (const filler of fillers) munmap(filler, length);
    }
  }

  /** Declares that the kernel does not use the memory any more. */
  release(): void {
    unmapping.register(this.buffer, [this.address - GUARD, roundUp(this.size) + 2 * GUARD]);
  }
}

/** Reserves addresses for `size` bytes and two guard pages. */
function reserve(size: number): number {
  const flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  return mmap(0, roundUp(size) + 2 * GUARD, PROT_NONE, flags, -1, 0);
}

function roundUp(size: number): number {
  return Math.ceil(size / GUARD) * GUARD;
}
