import { describe } from "node:test";
import { largeMistakes } from "./large-mistakes.js";
import { testRefusals } from "./refusals.js";

describe("the check of", () => testRefusals(largeMistakes));
