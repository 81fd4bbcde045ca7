/** Comms: channels between code in the kernel and its counterpart in the front end, such as a widget. */
import { randomUUID } from "node:crypto";
import type { Comm, CommMessage } from "../sys/host.js";
import { log } from "./process/stdio.js";
import type { Content, Extras, Header, Request } from "./transport/wire.js";

type Publish = (type: string, content: Content, extras: Extras) => void;
type MessageListener = (message: CommMessage) => void;
type OpenListener = (comm: Comm, message: CommMessage) => void;

/** The messages of comms, which the front end sends as well as the kernel. They have no reply. */
const COMM_TYPES = new Set(["comm_open", "comm_msg", "comm_close"]);

/** Returns whether a message is for {@link Comms.receive}. */
export function isCommMessage({ header }: Request): boolean {
  return COMM_TYPES.has(header.msg_type);
}

/** The open comms, and the targets that the front end may open. */
export class Comms {
  readonly #publish: Publish;
  readonly #open = new Map<string, OpenComm>();
  readonly #targets = new Map<string, OpenListener>();
  /** The message that is being handled. What listeners send at once belongs to it; a page that restores widgets relies on that. */
  #handling: Header | undefined;

  constructor(publish: Publish) {
    this.#publish = (type, content, extras) => {
      checkBuffers(extras.buffers);
      publish(type, content, { ...extras, parent: this.#handling });
    };
  }

  /** See `Host.comm`. */
  open(target: string, { data = {}, ...extras }: Partial<CommMessage> = {}): Comm {
    const comm_id = randomUUID();
    this.#publish("comm_open", { comm_id, target_name: target, data }, extras);
    return this.#add(comm_id, target);
  }

  /** See `Host.onComm`. */
  onOpen(target: string, listener: OpenListener): () => void {
    this.#targets.set(target, listener);
    return () => {
      if (this.#targets.get(target) === listener) this.#targets.delete(target);
    };
  }

  #add(id: string, target: string): OpenComm {
    const comm = new OpenComm(id, target, this.#publish, () => this.#open.delete(id));
    this.#open.set(id, comm);
    return comm;
  }

  /** Returns the content of the reply to `comm_info_request`. A missing target means all of them. */
  info(target: unknown): Content {
    const comms = [...this.#open.values()].filter(
      (comm) => (target ?? comm.target) === comm.target,
    );
    const entries = comms.map(({ id, target }) => [id, { target_name: target }]);
    return { status: "ok", comms: Object.fromEntries(entries) };
  }

  /** Handles a message from the front end. */
  receive(request: Request): void {
    this.#handling = request.header;
    try {
      this.#dispatch(request);
    } finally {
      this.#handling = undefined;
    }
  }

  #dispatch({ header, metadata, content, buffers }: Request): void {
    const { comm_id: id, target_name: target, data = {} } = content;
    const message = { data: data as CommMessage["data"], metadata, buffers };
    const comm = this.#open.get(id as string);
    if (header.msg_type === "comm_open" && typeof id === "string" && !comm) {
      this.#receiveOpen(id, target, message);
    } else if (header.msg_type === "comm_open" || !comm) {
      log(`ignored a ${header.msg_type} with the comm_id ${JSON.stringify(id)}`);
    } else if (header.msg_type === "comm_msg") {
      comm.receive(message);
    } else {
      comm.receiveClose(message);
    }
  }

  #receiveOpen(id: string, target: unknown, message: CommMessage): void {
    const listener = this.#targets.get(target as string);
    if (listener) {
      const comm = this.#add(id, target as string);
      call(() => listener(comm, message));
    } else {
      this.#publish("comm_close", { comm_id: id, data: {} }, {});
    }
  }
}

class OpenComm implements Comm {
  readonly id: string;
  readonly target: string;
  readonly #publish: Publish;
  readonly #remove: () => void;
  readonly #messageListeners = new Set<MessageListener>();
  readonly #closeListeners = new Set<MessageListener>();
  #isOpen = true;

  constructor(id: string, target: string, publish: Publish, remove: () => void) {
    this.id = id;
    this.target = target;
    this.#publish = publish;
    this.#remove = remove;
  }

  send(data: CommMessage["data"], extras: Extras = {}): void {
    if (!this.#isOpen) throw new Error(`the comm of ${this.target} is closed`);
    this.#publish("comm_msg", { comm_id: this.id, data }, extras);
  }

  close(data: CommMessage["data"] = {}, extras: Extras = {}): void {
    if (!this.#isOpen) return;
    this.#publish("comm_close", { comm_id: this.id, data }, extras);
    this.#end();
  }

  onMessage(listener: MessageListener): () => void {
    this.#messageListeners.add(listener);
    return () => this.#messageListeners.delete(listener);
  }

  onClose(listener: MessageListener): () => void {
    this.#closeListeners.add(listener);
    return () => this.#closeListeners.delete(listener);
  }

  receive(message: CommMessage): void {
    for (const listener of this.#messageListeners) call(() => listener(message));
  }

  receiveClose(message: CommMessage): void {
    this.#end();
    for (const listener of this.#closeListeners) call(() => listener(message));
  }

  #end(): void {
    this.#isOpen = false;
    this.#remove();
  }
}

/** Cells are not bound by the types of the contract, as they find it under a symbol. */
function checkBuffers(buffers: unknown = []): void {
  const areValid =
    Array.isArray(buffers) && buffers.every((buffer) => buffer instanceof Uint8Array);
  if (!areValid) throw new TypeError("the buffers of a comm must be an array of Uint8Array");
}

/** Calls a listener. What it throws is reported as an error in the background, and other listeners are called. */
function call(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    setImmediate(() => {
      throw error;
    });
  }
}
