/** Memory for the data of operations, which the kernel reads and writes while they are under way. */
import { check } from "../../errors.js";
import { MappedMemory } from "../../sys/mapped-memory.js";

/** The sizes of blocks, and how many are mapped at a time. */
const CLASSES = [
  { size: 1024, count: 64 },
  { size: 16 * 1024, count: 16 },
  { size: 256 * 1024, count: 4 },
] as const;

/** The largest block. */
export const MAX_BLOCK_SIZE: number = CLASSES[2].size;

/** A piece of mapped memory. */
export interface Block {
  readonly address: number;
  /** The mapping that contains the block. */
  readonly bytes: Buffer;
  /** Where the block begins in `bytes`. */
  readonly offset: number;
  /** The blocks of its size that are free. */
  readonly free: Block[];
}

/** Maps memory, or throws `OSError`. */
export function allocate(size: number): MappedMemory {
  const memory = MappedMemory.allocate(size);
  if (typeof memory === "number") check(memory, "mmap", `of ${size} bytes`);
  return memory as MappedMemory;
}

/** Blocks of a few sizes, which are used again and again. */
export class MemoryPool {
  readonly #mappings: MappedMemory[] = [];
  readonly #free: readonly Block[][] = CLASSES.map(() => []);

  /** Returns a block of at least `size` bytes, which is at most `MAX_BLOCK_SIZE`. */
  take(size: number): Block {
    const index = CLASSES.findIndex((it) => size <= it.size);
    const free = this.#free[index] as Block[];
    if (free.length === 0) this.#map(CLASSES[index] as (typeof CLASSES)[number], free);
    return free.pop() as Block;
  }

  /** Takes a block back that the kernel does not use any more. */
  give(block: Block): void {
    block.free.push(block);
  }

  /** Releases all memory. The kernel must not use any of it. */
  release(): void {
    for (const mapping of this.#mappings) mapping.release();
  }

  #map({ size, count }: { size: number; count: number }, free: Block[]): void {
    const mapping = allocate(size * count);
    this.#mappings.push(mapping);
    const bytes = Buffer.from(mapping.buffer);
    for (let i = count - 1; i >= 0; i--) {
      const offset = i * size;
      free.push({ address: mapping.address + offset, bytes, offset, free });
    }
  }
}
