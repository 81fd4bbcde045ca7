// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells contain templates
/** What code of cells and files reads about itself has the student's names. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { cleanFunctionSources } from "#day29/kernel/function-sources.js";
import { folder, run } from "../../support/kernel/session.js";

before(async () => {
  cleanFunctionSources();
  await run("let x: any = 1; const 数 = 2; function f() { return x; }");
});

describe("the message of an error that a cell catches", () => {
  const cases: [code: string, message: string][] = [
    ["try { x(); } catch (error) { text = error.message; }", "x is not a function"],
    ["try { x.y(); } catch (error) { text = error.message; }", "x.y is not a function"],
    ["try { new 数(); } catch (error) { text = error.message; }", "数 is not a constructor"],
    ["try { for (const _ of x); } catch ({ message }) { text = message; }", "x is not iterable"],
    [
      "const { nothing } = {} as any; try { const { a } = nothing; } catch (e) { text = `${e}`; }",
      "TypeError: Cannot destructure property 'a' of 'nothing' as it is undefined.",
    ],
    [
      "await (async () => { try { await x(); } catch (e) { text = e.message; } })();",
      "x is not a function",
    ],
    ["try { throw { message: '__cells.x' }; } catch (e) { text = e.message; }", "__cells.x"],
    ["try { throw null; } catch (e) { text = `${e}`; }", "null"],
  ];
  for (const [code, message] of cases) {
    it(message, async () => {
      assert.equal(await run("let text: string;", `// @ts-nocheck\n${code}`, "text"), message);
    });
  }

  it("and one that a file catches", async () => {
    writeFileSync(join(folder, "five.ts"), "export const five: any = 5;");
    writeFileSync(
      join(folder, "catches.ts"),
      `import { five } from "./five"; import * as all from "./five";
       export function message() { try { five(all); } catch (error) { return error.message; } }`,
    );
    assert.equal(
      await run('import { message } from "./catches"; message()'),
      "five is not a function",
    );
    assert.doesNotMatch(`${await run("String(message)")}`, /_1|__/);
  });
});

describe("the source of a function", () => {
  const cases: [code: string, source: string][] = [
    ["function g1() { return f() + x; } String(g1)", "function g1() { return f() + x; }"],
    ["const g2 = (y) => ({ x, y, 数, z: x }); `${g2}`", "(y) => ({ x, y, 数, z: x })"],
    ["'' + (() => import.meta.url)", "() => import.meta.url"],
    ["(() => import('node:fs')).toString()", "() => import('node:fs')"],
    ["class G3 { m() { return x; } } String(G3.prototype.m)", "m() { return x; }"],
    [
      "String(() => { try { f(); } catch (e) { x = e; } })",
      "() => { try { f(); } catch (e) { x = e; } }",
    ],
    ["String(String)", "function String() { [native code] }"],
  ];
  for (const [code, source] of cases) {
    it(source, async () => assert.equal(`${await run(code)}`.replace(/\s+/g, " "), source));
  }

  it("of toString is that of a native function, which has a name and rejects other objects", () => {
    const read = Function.prototype.toString;
    assert.equal(read.name, "toString");
    assert.match(String(read), /^function \w*\(\) \{ \[native code\] \}$/);
    assert.throws(() => read.call({}), TypeError);
  });
});
