/** Interrupt in JupyterLab, which is SIGINT, ends the waits of the cell. A plain script still ends on Ctrl-C. */
import { interruptWaits } from "../wait/index.js";
import { insideTslab } from "./host.js";

if (insideTslab()) process.on("SIGINT", interruptWaits);
