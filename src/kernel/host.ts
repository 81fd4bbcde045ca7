/** The services of the kernel for libraries that cells import: implements `src/sys/host.ts`. */
import type { DisplayOptions, Host } from "../sys/host.js";
import type { Comms } from "./comms.js";
import { locationOf } from "./generator-location.js";
import type { Input } from "./input.js";
import type { Interpreter } from "./interpreter.js";
import type { Output } from "./output.js";

/** A host that also accepts bundles without plain text, as cells may display them through tslab. */
export interface KernelHost extends Required<Host> {
  display(bundle: object, options?: DisplayOptions): void;
}

/** The parts of the kernel that do what the host promises. */
export interface Services {
  output: Output;
  interpreter: Interpreter;
  comms: Comms;
  input: Input;
}

/** Returns a host that uses these services. */
export function createHost({ output, interpreter, comms, input }: Services): KernelHost {
  return {
    display(bundle, { id, update = false } = {}) {
      if (!update) output.display(bundle, id);
      else if (id !== undefined) output.updateDisplay(bundle, id);
      else throw new TypeError("display() needs an id to update what is shown");
    },
    onInterrupt: (listener) => interpreter.onInterrupt(listener),
    comm: (target, message) => comms.open(target, message),
    onComm: (target, listener) => comms.onOpen(target, listener),
    input: (prompt = "", options) => input.ask(prompt, options),
    locationOf,
    clearOutput: ({ wait = false } = {}) => output.send("clear_output", { wait }),
  };
}
