/** What kind of value an answer has to be. A check that gets another one says so, and runs nothing. */
import { types } from "node:util";
import type { Bilingual } from "../../notebook/render/phrases.js";
import { format } from "./expectations.js";
import type { Mistake } from "./report.js";

const RUN_FIRST: Bilingual = {
  zh: "先运行写着答案的单元格，再运行检查",
  en: "run the cell with the answer first, and then the check",
};
const NOT_CALLED: Bilingual = {
  zh: "这是调用的结果。检查自己会调用，所以只写函数的名字，后面不加括号",
  en: "this is the result of a call. The check makes the calls, so write the name of the function without parentheses",
};

/** Returns what is wrong with an answer that should be a function. `signature` is its name and parameters. */
export function functionMistake(answer: unknown, signature: string): Mistake | null {
  if (typeof answer === "function" && !isClass(answer)) return null;
  return mistake({ zh: "一个函数", en: "a function" }, signature, answer);
}

/** Returns what is wrong with an answer that should be a server: a generator function. */
export function serverMistake(answer: unknown, signature: string): Mistake | null {
  if (typeof answer === "function" && !isClass(answer)) return null;
  return mistake(
    { zh: "一个生成器函数", en: "a generator function" },
    `async function* ${signature}`,
    answer,
  );
}

/** Returns what is wrong with an answer that should be a class. */
export function classMistake(answer: unknown, declaration: string): Mistake | null {
  if (typeof answer === "function" && answer.prototype !== undefined) return null;
  return mistake({ zh: "一个类", en: "a class" }, declaration, answer);
}

/** Returns what is wrong with an answer that should be an object of functions. */
export function functionsMistake(answer: unknown, ...signatures: string[]): Mistake | null {
  const expected = { zh: "几个函数，写在花括号里", en: "functions in braces" };
  const all = `{ ${signatures.join(", ")} }`;
  if (typeof answer !== "object" || answer === null) return mistake(expected, all, answer);
  for (const signature of signatures) {
    const name = signature.slice(0, signature.indexOf("("));
    const value = (answer as Readonly<Record<string, unknown>>)[name];
    const own = functionMistake(value, signature);
    if (own !== null) return own;
  }
  return null;
}

/** Returns what is wrong with an answer that should be an object with these fields. */
export function fieldsMistake(answer: unknown, names: readonly string[]): Mistake | null {
  if (typeof answer === "object" && answer !== null && !Array.isArray(answer)) return null;
  return mistake({ zh: "一个对象", en: "an object" }, `{ ${names.join(", ")} }`, answer);
}

function isClass(answer: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(answer));
}

function mistake(words: Bilingual, code: string, answer: unknown): Mistake {
  return { expected: { ...words, code }, actual: format(answer), hint: hintOn(answer) };
}

function hintOn(answer: unknown): Bilingual | undefined {
  if (answer === undefined) return RUN_FIRST;
  const isResult = types.isPromise(answer) || types.isGeneratorObject(answer);
  return isResult ? NOT_CALLED : undefined;
}
