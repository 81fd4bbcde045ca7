/** Shows things in the notebook; outside of one, prints their text. */
import { createRequire } from "node:module";

/** One thing in several forms, by MIME type; the viewer shows the best one it can. */
export interface MimeBundle {
  readonly "text/plain": string;
  readonly "text/html"?: string;
  readonly "image/svg+xml"?: string;
}

/** tslab's function for display messages. */
interface Write {
  (
    message: {
      data: MimeBundle;
      metadata: Record<string, never>;
      transient: { display_id?: string };
    },
    update?: boolean,
  ): void;
  /** Whether it sends updates no faster than clients draw, as that of our kernel does. */
  readonly paced?: boolean;
}

const { cache } = createRequire(import.meta.url);

/** tslab's module for display messages, when this is its process: `tslab.display` sends one form only. */
function tslabJupyter(): { lastWriteDisplayData: Write | null } | undefined {
  const path = Object.keys(cache).find((file) => /[\\/]tslab[\\/]dist[\\/]jupyter\.js$/.test(file));
  return path === undefined ? undefined : cache[path]?.exports;
}

/** Whether this process is a tslab kernel. */
export function insideTslab(): boolean {
  return tslabJupyter() !== undefined;
}

/** Shows a bundle below the cell, or prints its text where there is no notebook. */
export function output(data: MimeBundle): void {
  const write = tslabJupyter()?.lastWriteDisplayData;
  if (write) write({ data, metadata: {}, transient: {} });
  else console.log(data["text/plain"]);
}

/** What can be replaced in place. `null` where there is no notebook. */
export function displayHandle(id: string): DisplayHandle | null {
  const write = tslabJupyter()?.lastWriteDisplayData;
  if (!write) return null;
  return {
    paced: write.paced === true,
    put: (data, update) => write({ data, metadata: {}, transient: { display_id: id } }, update),
  };
}

/** A place below the cell. */
export interface DisplayHandle {
  /** Whether any number of updates may be sent. */
  readonly paced: boolean;
  /** Shows a bundle there; `update` replaces what is there. */
  put(data: MimeBundle, update: boolean): void;
}
