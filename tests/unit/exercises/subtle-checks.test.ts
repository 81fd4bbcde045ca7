import { describe } from "node:test";
import { testRefusals } from "./refusals.js";
import { subtleMistakes } from "./subtle-mistakes.js";

describe("the check of", () => testRefusals(subtleMistakes));
