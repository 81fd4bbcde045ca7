/** The base class of all selectors, with the semantics of Python's `selectors.BaseSelector`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { OSError, osError } from "../../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../../file-descriptor.js";
import { checkTimeout, shown } from "../../validators.js";
import { EVENT_READ, EVENT_WRITE, type Ready } from "./events.js";
import { Keys, type SelectorKey, type SelectorMap } from "./keys.js";

/** The data argument, which may be omitted if `Data` includes `undefined`. */
export type DataArgument<Data> = undefined extends Data ? [data?: Data] : [data: Data];

/**
 * Watches file objects with select, poll or epoll, depending on the subclass. `Data` is the type of the
 * data that is registered with each of them.
 *
 * See [selectors](https://docs.python.org/3/library/selectors.html).
 *
 * @example
 * const [left, right] = socketpair();
 * const selector = new DefaultSelector<string>();
 * selector.register(left, EVENT_READ, "the left one");
 * await right.send("hello");
 * for (const [key, events] of await selector.select(1)) {
 *   console.log(key.data, "can be read:", (events & EVENT_READ) !== 0); // the left one can be read: true
 * }
 * for (const resource of [selector, left, right]) resource.close();
 */
export abstract class BaseSelector<Data = unknown> {
  readonly #keys = new Keys<Data>();
  #closed = false;

  /** Starts watching a descriptor. */
  protected abstract watch(fd: number, events: number): void;
  /** Changes the events that a descriptor is watched for. */
  protected abstract rewatch(fd: number, events: number): void;
  /** Stops watching a descriptor, which may be closed. */
  protected abstract unwatch(fd: number): void;
  /** Waits for ready descriptors; `timeout` is in seconds, at least 0, or `null`. */
  protected abstract wait(timeout: number | null): Promise<readonly Ready[]>;

  /**
   * Watches `fileobj` for `events`, a combination of `EVENT_READ` and `EVENT_WRITE`. Returns its key,
   * which contains `data`, for example a callback or the state of a client.
   *
   * Throws `RangeError` for other events and when `fileobj` is already registered, `OSError` when it
   * cannot be watched: `EBADF` when it is closed, with epoll `EPERM` for a regular file.
   */
  register(
    fileobj: FileDescriptorLike,
    events: number,
    ...[data]: DataArgument<Data>
  ): SelectorKey<Data> {
    this.#checkOpen("register");
    checkEvents(events);
    const known = this.#keys.get(fileobj);
    if (known !== undefined) {
      throw new RangeError(`${inspect(fileobj)} (fd ${known.fd}) is already registered`);
    }
    const key = { fileobj, fd: openFilenoOf(fileobj, "register"), events, data: data as Data };
    this.watch(key.fd, events);
    this.#keys.set(key.fd, key);
    return key;
  }

  /**
   * Stops watching `fileobj`, which may be closed, and returns its key.
   * Throws `RangeError` when it is not registered.
   */
  unregister(fileobj: FileDescriptorLike): SelectorKey<Data> {
    const key = this.getKey(fileobj);
    this.#keys.delete(key.fd);
    try {
      this.unwatch(key.fd);
    } catch (error) {
      // The descriptor has been closed, so the kernel has already removed it.
      if (!(error instanceof OSError)) throw error;
    }
    return key;
  }

  /**
   * Changes the events and the data of a registered `fileobj`; omitted data becomes undefined. Returns
   * the new key.
   *
   * Throws `RangeError` for invalid events and when `fileobj` is not registered, `OSError` when it can
   * no longer be watched, in which case it is unregistered.
   */
  modify(
    fileobj: FileDescriptorLike,
    events: number,
    ...[data]: DataArgument<Data>
  ): SelectorKey<Data> {
    const key = this.getKey(fileobj);
    checkEvents(events);
    if (events === key.events && data === key.data) return key;
    if (events !== key.events) {
      try {
        this.rewatch(key.fd, events);
      } catch (error) {
        this.unregister(fileobj);
        throw error;
      }
    }
    const changed = { ...key, events, data: data as Data };
    this.#keys.set(key.fd, changed);
    return changed;
  }

  /**
   * Waits until a file object is ready, and returns `[key, events]` for each that is. An empty array
   * means that the timeout expired. A file object with an error or a hang-up is ready for all events
   * that it is watched for.
   *
   * `timeout` is in seconds; `null` (the default) waits indefinitely, 0 or less does not wait.
   */
  async select(timeout: number | null = null): Promise<[key: SelectorKey<Data>, events: number][]> {
    this.#checkOpen("select");
    checkTimeout(timeout, "seconds");
    const ready: [SelectorKey<Data>, number][] = [];
    for (const [fd, events] of await this.wait(timeout === null ? null : Math.max(timeout, 0))) {
      const key = this.#keys.get(fd);
      if (key !== undefined) ready.push([key, events & key.events]);
    }
    return ready;
  }

  /** Closes the selector; the file objects stay open. Closing it again has no effect. */
  close(): void {
    this.#closed = true;
    this.#keys.clear();
  }

  /** Closes the selector at the end of the block that declares it with `using`. */
  [Symbol.dispose](): void {
    this.close();
  }

  /** Returns the key of a file object or descriptor. Throws `RangeError` when it is not registered. */
  getKey(fileobj: FileDescriptorLike): SelectorKey<Data> {
    this.#checkOpen("getKey");
    const key = this.#keys.get(fileobj);
    if (key === undefined) throw new RangeError(`${inspect(fileobj)} is not registered`);
    return key;
  }

  /** Returns a live view of the keys of all file objects; `null` once the selector is closed. */
  getMap(): SelectorMap<Data> | null {
    return this.#closed ? null : this.#keys;
  }

  /** Returns `<EpollSelector 21: EVENT_READ|EVENT_WRITE>`. */
  toString(): string {
    const { name } = this.constructor;
    if (this.#closed) return `<${name} closed>`;
    const members = [...this.#keys.values()].map(({ fd, events }) => `${fd}: ${eventName(events)}`);
    return members.length === 0 ? `<${name}>` : `<${name} ${members.join(", ")}>`;
  }

  /** Prints as `toString()`. */
  [inspect.custom](): string {
    return this.toString();
  }

  #checkOpen(method: string): void {
    if (this.#closed) throw osError(os.errno.EBADF, method, "on a closed selector");
  }
}

function checkEvents(events: number): void {
  if (events !== EVENT_READ && events !== EVENT_WRITE && events !== (EVENT_READ | EVENT_WRITE)) {
    const message = `events must be EVENT_READ, EVENT_WRITE or both, not ${shown(events)}`;
    throw typeof events === "number" ? new RangeError(message) : new TypeError(message);
  }
}

function eventName(events: number): string {
  const names = [];
  if ((events & EVENT_READ) !== 0) names.push("EVENT_READ");
  if ((events & EVENT_WRITE) !== 0) names.push("EVENT_WRITE");
  return names.join("|");
}
