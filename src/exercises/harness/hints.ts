/** Hints that several exercises give. */
import type { Bilingual } from "../../notebook/render/phrases.js";

/** For code that catches more errors than it should. */
export const PASS_ON: Bilingual = {
  zh: "只接 BlockingIOError：别的错误照常抛出去，否则断了的连接看上去只是安静",
  en: "catch only BlockingIOError and let the others propagate: otherwise a broken connection looks like a silent one",
};
