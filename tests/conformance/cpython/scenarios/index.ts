/** Every scenario, by subject. */
import type { Scenario } from "../scenario.js";
import { addresses } from "./addresses.js";
import { args } from "./arguments.js";
import { datagrams } from "./datagrams.js";
import { descriptors } from "./descriptors.js";
import { files } from "./files.js";
import { masks } from "./masks.js";
import { messages } from "./messages.js";
import { multiplexing } from "./multiplexing.js";
import { names } from "./names.js";
import { options } from "./options.js";
import { protocols } from "./protocols.js";
import { receiving } from "./receiving.js";
import { selectors } from "./selectors.js";
import { tcp } from "./tcp.js";
import { timeouts } from "./timeouts.js";
import { unix } from "./unix.js";

export const subjects: Readonly<Record<string, readonly Scenario[]>> = {
  addresses,
  arguments: args,
  datagrams,
  descriptors,
  files,
  masks,
  messages,
  multiplexing,
  names,
  options,
  protocols,
  receiving,
  selectors,
  tcp,
  timeouts,
  unix,
};
