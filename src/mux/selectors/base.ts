/** What all selectors have in common, with the semantics of Python's `selectors.BaseSelector`. */
import { constants as os } from "node:os";
import { inspect } from "node:util";
import { OSError, osError } from "../../errors.js";
import { type FileDescriptorLike, openFilenoOf } from "../../file-descriptor.js";
import { EVENT_READ, EVENT_WRITE, type Ready } from "./events.js";
import { Keys, type SelectorKey, type SelectorMap } from "./keys.js";

/** The argument for data: may be left out where the data may be undefined. */
export type DataArgument<Data> = undefined extends Data ? [data?: Data] : [data: Data];

/**
 * Watches many file objects with one of select, poll and epoll, which a subclass chooses.
 * `Data` is the type of what is registered along with each.
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

  /** Starts to watch a descriptor. */
  protected abstract watch(fd: number, events: number): void;
  /** Watches a descriptor for other events. */
  protected abstract rewatch(fd: number, events: number): void;
  /** No longer watches a descriptor, which may be closed. */
  protected abstract unwatch(fd: number): void;
  /** What is ready; `timeout` is in seconds, at least 0, or `null`. */
  protected abstract wait(timeout: number | null): Promise<readonly Ready[]>;

  /**
   * Watches `fileobj` for `events`, of `EVENT_READ | EVENT_WRITE`. Answers its key, which holds
   * `data`: whatever belongs to it, such as a callback or the state of a client.
   *
   * Throws `RangeError` for other events and when it is registered, `OSError` for what cannot be
   * watched: `EBADF` when it is closed, with epoll `EPERM` for a regular file.
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
   * No longer watches `fileobj`, which may be closed. Answers the key that it had.
   * Throws `RangeError` when it is not registered.
   */
  unregister(fileobj: FileDescriptorLike): SelectorKey<Data> {
    const key = this.getKey(fileobj);
    this.#keys.delete(key.fd);
    try {
      this.unwatch(key.fd);
    } catch (error) {
      // Closed since: the kernel has forgotten it already.
      if (!(error instanceof OSError)) throw error;
    }
    return key;
  }

  /**
   * Watches a registered `fileobj` for other events, or gives it other data; data left out becomes
   * undefined. Answers the new key.
   *
   * Throws `RangeError` for events that are none and when it is not registered, `OSError` when it
   * cannot be watched any more: it is then unregistered.
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
   * Waits until something is ready, and answers `[key, events]` for each that is. An empty array
   * means that the time was over. An error or a hang-up counts as ready for all that was asked.
   *
   * `timeout` is in seconds; `null` or left out waits for ever, 0 or less only looks.
   */
  async select(timeout: number | null = null): Promise<[key: SelectorKey<Data>, events: number][]> {
    this.#checkOpen("select");
    const found: [SelectorKey<Data>, number][] = [];
    for (const [fd, events] of await this.wait(timeout === null ? null : Math.max(timeout, 0))) {
      const key = this.#keys.get(fd);
      if (key !== undefined) found.push([key, events & key.events]);
    }
    return found;
  }

  /** Closes the selector, and forgets what it watched; that stays open. May be called twice. */
  close(): void {
    this.#closed = true;
    this.#keys.clear();
  }

  /** The key of a file object or descriptor. Throws `RangeError` when it is not registered. */
  getKey(fileobj: FileDescriptorLike): SelectorKey<Data> {
    this.#checkOpen("getKey");
    const key = this.#keys.get(fileobj);
    if (key === undefined) throw new RangeError(`${inspect(fileobj)} is not registered`);
    return key;
  }

  /** The keys of all that is registered, live; `null` once the selector is closed. */
  getMap(): SelectorMap<Data> | null {
    return this.#closed ? null : this.#keys;
  }

  /** How it prints: `<EpollSelector 21: EVENT_READ|EVENT_WRITE>`. */
  [inspect.custom](): string {
    const { name } = this.constructor;
    if (this.#closed) return `<${name} closed>`;
    const members = [...this.#keys.values()].map(({ fd, events }) => `${fd}: ${eventName(events)}`);
    return members.length === 0 ? `<${name}>` : `<${name} ${members.join(", ")}>`;
  }

  #checkOpen(method: string): void {
    if (this.#closed) throw osError(os.errno.EBADF, method, "on a closed selector");
  }
}

function checkEvents(events: number): void {
  if (events !== EVENT_READ && events !== EVENT_WRITE && events !== (EVENT_READ | EVENT_WRITE)) {
    throw new RangeError(`events must be of EVENT_READ | EVENT_WRITE, not ${events}`);
  }
}

function eventName(events: number): string {
  const names = [];
  if ((events & EVENT_READ) !== 0) names.push("EVENT_READ");
  if ((events & EVENT_WRITE) !== 0) names.push("EVENT_WRITE");
  return names.join("|");
}
