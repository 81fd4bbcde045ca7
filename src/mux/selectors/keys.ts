/** The file objects that a selector watches. */
import { type FileDescriptorLike, filenoOf } from "../../file-descriptor.js";

/** A registered file object, like Python's `SelectorKey`. */
export interface SelectorKey<Data = unknown> {
  /** The registered descriptor number or object with a `fileno()`. */
  readonly fileobj: FileDescriptorLike;
  /** Its descriptor at the time of registration. */
  readonly fd: number;
  /** The events that it is watched for, a combination of `EVENT_READ` and `EVENT_WRITE`. */
  readonly events: number;
  /** The data that was registered with it. */
  readonly data: Data;
}

/**
 * A live view of the keys of a selector, by descriptor. A key is also found by its file object, even
 * after that has been closed.
 */
export interface SelectorMap<Data = unknown> extends ReadonlyMap<number, SelectorKey<Data>> {
  /** Returns the key of a file object or descriptor; `undefined` if it is not registered. */
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
