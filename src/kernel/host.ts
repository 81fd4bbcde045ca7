/** What the kernel does for libraries in its cells: the kernel's side of `src/sys/host.ts`. */
import type { DisplayOptions, Host } from "../sys/host.js";
import type { Interpreter } from "./interpreter.js";
import type { Output } from "./output.js";

/** A host that also shows bundles without a text form, which cells may show through tslab. */
export interface KernelHost extends Host {
  display(bundle: object, options?: DisplayOptions): void;
}

/** Returns a host that shows through `output` and reports the interrupts of `interpreter`. */
export function createHost(output: Output, interpreter: Interpreter): KernelHost {
  return {
    display(bundle, { id, update = false } = {}) {
      if (!update) output.display(bundle, id);
      else if (id !== undefined) output.updateDisplay(bundle, id);
      else throw new TypeError("display() needs an id to update what is shown");
    },
    onInterrupt: (listener) => interpreter.onInterrupt(listener),
  };
}
