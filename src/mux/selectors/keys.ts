/** What a selector watches. */
import { type FileDescriptorLike, filenoOf } from "../../file-descriptor.js";

/** A registered file object. Python's `SelectorKey`. */
export interface SelectorKey<Data = unknown> {
  /** What was registered: a descriptor number or an object with a `fileno()`. */
  readonly fileobj: FileDescriptorLike;
  /** Its descriptor, as it was when it was registered. */
  readonly fd: number;
  /** What it is watched for, of `EVENT_READ | EVENT_WRITE`. */
  readonly events: number;
  /** Whatever belongs to it. */
  readonly data: Data;
}

/**
 * The keys of a selector, by descriptor; live. They are found by the file object too, also when
 * it is closed by now.
 */
export interface SelectorMap<Data = unknown> extends ReadonlyMap<number, SelectorKey<Data>> {
  /** The key of a file object or descriptor, if it is registered. */
  get(fileobj: FileDescriptorLike): SelectorKey<Data> | undefined;
  /** Whether a file object or descriptor is registered. */
  has(fileobj: FileDescriptorLike): boolean;
}

/** The map behind a selector. */
export class Keys<Data> extends Map<number, SelectorKey<Data>> implements SelectorMap<Data> {
  override get(fileobj: FileDescriptorLike): SelectorKey<Data> | undefined {
    const fd = filenoOf(fileobj, "fileobj");
    if (fd >= 0) return super.get(fd);
    return [...this.values()].find((key) => key.fileobj === fileobj);
  }

  override has(fileobj: FileDescriptorLike): boolean {
    return this.get(fileobj) !== undefined;
  }
}
