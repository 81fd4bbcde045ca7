/** The clients of a server that serves many at the same time, and their deadlines. */
import { ACCEPT_RETRY_S } from "../runtime/accept.js";
import type { ServedClients } from "../runtime/rounds.js";
import type { HttpPeer } from "./http-peer.js";
import type { HttpSettings } from "./options.js";

/** The options of a server that continues with the clients of another one. */
export interface HttpTransfer {
  /** The clients, with their requests and responses under way. */
  readonly peers: readonly HttpPeer[];
  /** The settings that the connections of the clients were created with, their site among them. */
  readonly settings: HttpSettings;
}

/** The clients of a server. */
export class Peers extends Set<HttpPeer> implements ServedClients {
  readonly #settings: HttpSettings;
  /** No client's deadline is earlier than this. */
  #earliestDeadline = Number.POSITIVE_INFINITY;

  constructor(settings: HttpSettings, peers: readonly HttpPeer[]) {
    super(peers);
    this.#settings = settings;
    for (const peer of peers) this.noteDeadline(peer);
  }

  get clients(): readonly HttpPeer[] {
    return [...this];
  }

  get transfer(): HttpTransfer {
    return { peers: this.clients, settings: this.#settings };
  }

  release(): void {
    this.clear();
  }

  close(): void {
    for (const client of this) {
      client.close();
      client.socket.close();
    }
  }

  /** Called when a client may have a new deadline. */
  noteDeadline({ deadline }: HttpPeer): void {
    this.#earliestDeadline = Math.min(this.#earliestDeadline, deadline);
  }

  /** Whether a deadline may have passed at the time `now`. */
  mayExpire(now: number): boolean {
    return now >= this.#earliestDeadline;
  }

  /** The clients whose deadlines have passed at the time `now`. */
  *expired(now: number): Generator<HttpPeer, void, void> {
    if (!this.mayExpire(now)) return;
    this.#earliestDeadline = Number.POSITIVE_INFINITY;
    for (const peer of this) {
      if (now < peer.deadline) this.noteDeadline(peer);
      else yield peer;
    }
  }

  /** Returns for how many seconds to wait at most; `null`, no limit. */
  timeout(accepting: boolean): number | null {
    const now = performance.now();
    const retry = accepting ? Number.POSITIVE_INFINITY : now + ACCEPT_RETRY_S * 1000;
    const deadline = Math.min(this.#earliestDeadline, retry);
    return deadline === Number.POSITIVE_INFINITY ? null : Math.max(0, (deadline - now) / 1000);
  }
}
