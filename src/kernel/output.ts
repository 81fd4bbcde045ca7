/** What cells display. */
import type { Channels } from "./transport/channels.js";
import type { Content, Extras, Header } from "./transport/wire.js";

/** Publishes displays in the order in which they were made, also with the text that was written between them. */
export class Output {
  readonly #channels: Channels;
  #displayed = new WeakSet<object>();

  constructor(channels: Channels) {
    this.#channels = channels;
  }

  /** Attributes all further output to the request `parent`, even after its cell has ended. */
  setParent(parent: Header): void {
    this.#displayed = new WeakSet();
    this.#channels.setParent(parent);
  }

  /** Publishes a message. */
  send(type: string, content: Content, extras?: Extras): void {
    this.#channels.publish(type, content, extras);
  }

  /** Displays a bundle, with an id if it is to be updated. */
  display(bundle: object, id: string | undefined): void {
    this.#displayed.add(bundle);
    this.send("display_data", displayContent(bundle, id));
  }

  /**
   * Returns whether this very object has been displayed since the request began. A call may show what it returns, such as a
   * report, and the cell then does not show it once more as its value.
   */
  hasDisplayed(bundle: object): boolean {
    return this.#displayed.has(bundle);
  }

  /** Replaces the display with that id. Of updates in quick succession, only the last one is published. */
  updateDisplay(bundle: object, id: string): void {
    this.#channels.updateDisplay(id, displayContent(bundle, id));
  }

  /** Publishes the delayed updates. */
  flush(): void {
    this.#channels.flush();
  }
}

/** Returns the content of `display_data` and `update_display_data`. */
function displayContent(data: object, display_id: string | undefined): Content {
  return { data, metadata: {}, transient: { display_id } };
}
