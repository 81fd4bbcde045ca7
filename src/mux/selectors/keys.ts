/** The file objects that a selector watches. */
import { type FileDescriptorLike, filenoOf } from "../../file-descriptor.js";

/** A registered file object. Python's `SelectorKey`. */
export interface SelectorKey<Data = unknown> {
  /** The registered descriptor number or object with a `fileno()`. */
  readonly fileobj: FileDescriptorLike;
  /** Its descriptor at the time of registration. */
  readonly fd: number;
  /** The events it is watched for, a combination of `EVENT_READ` and `EVENT_WRITE`. */
  readonly events: number;
  /** The data registered along with it. */
  readonly data: Data;
}

/**
 * The keys of a selector by descriptor; live. A key is also found by its file object, even if that has
 * been closed.
 */
export interface SelectorMap<Data = unknown> extends ReadonlyMap<number, SelectorKey<Data>> {
  /** The key of a file object or descriptor; `undefined` if it is not registered. */
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
