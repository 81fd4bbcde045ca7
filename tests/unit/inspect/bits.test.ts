import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { inspect } from "node:util";
import {
  bits,
  EPOLLET,
  EPOLLIN,
  epollEventNames,
  eventNames,
  POLLHUP,
  POLLIN,
  POLLOUT,
} from "day29";
import { interpreter, run, temporaryFolder } from "../../support/project.js";

type Result = ReturnType<typeof bits.and>;

const text = (...lines: string[]): string => lines.join("\n");

describe("bits", () => {
  it("shows an operation digit by digit", () => {
    assert.equal(inspect(bits.and(11, 14)), text("   11  1011", "&  14  1110", "=  10  1010"));
    assert.equal(`${bits.or(11, 14)}`, text("   11  1011", "|  14  1110", "=  15  1111"));
    assert.equal(`${bits.xor(11, 14)}`, text("   11  1011", "^  14  1110", "=   5  0101"));
    assert.equal(`${bits.and(0, 0)}`, text("   0  0000", "&  0  0000", "=  0  0000"));
    assert.equal(
      `${bits.or(255, 256)}`,
      text("   255  0000 1111 1111", "|  256  0001 0000 0000", "=  511  0001 1111 1111"),
    );
  });

  it("shows shifts with their count", () => {
    assert.equal(`${bits.shl(3, 2)}`, text("     3  0011", "<<   2", "=   12  1100"));
    assert.equal(
      `${bits.shr(-12, 2, { width: 8 })}`,
      text("    -12  1111 0100", ">>    2", "=    -3  1111 1101"),
    );
  });

  it("shows ~, >> and >>> in 32 bits, two's complement", () => {
    assert.equal(
      `${bits.not(11)}`,
      text(
        "~   11  0000 0000 0000 0000 0000 0000 0000 1011",
        "=  -12  1111 1111 1111 1111 1111 1111 1111 0100",
      ),
    );
    assert.equal(
      `${bits.ushr(-1, 28)}`,
      text(
        "     -1  1111 1111 1111 1111 1111 1111 1111 1111",
        ">>>  28",
        "=    15  0000 0000 0000 0000 0000 0000 0000 1111",
        "Python: no such operation",
      ),
    );
  });

  it("accepts a width, and refuses an invalid one", () => {
    assert.equal(`${bits.not(11, { width: 8 })}`, text("~   11  0000 1011", "=  -12  1111 0100"));
    assert.equal(`${bits.and(1, 1, { width: 1 })}`, text("   1  1", "&  1  1", "=  1  1"));
    assert.throws(() => bits.and(11, 14, { width: 3 }), {
      name: "RangeError",
      message: "11 needs more than 3 binary digits",
    });
    assert.throws(() => bits.shl(200, 1, { width: 8 }), { message: /^400 needs/ });
    assert.throws(() => bits.not(128, { width: 8 }), { message: /^-129 needs/ });
    for (const width of [0, 33, 1.5, Number.NaN]) {
      assert.throws(() => bits.and(0, 0, { width }), { name: "RangeError", message: /width/ });
    }
  });

  it("names the bits of masks", () => {
    assert.equal(
      `${bits.or(POLLIN, POLLHUP, { names: eventNames })}`,
      text(
        "    1  0000 0001  POLLIN",
        "|  16  0001 0000  POLLHUP",
        "=  17  0001 0001  POLLIN|POLLHUP",
      ),
    );
  });

  it("says where Python differs: bit 31 is the sign in JavaScript", () => {
    const mask = bits.or(EPOLLIN, EPOLLET, { names: epollEventNames });
    assert.equal(mask.value, -2147483647);
    assert.equal(mask.python, 2147483649n);
    assert.equal(mask.differs, true);
    assert.equal(
      `${mask}`,
      text(
        "             1  0000 0000 0000 0000 0000 0000 0000 0001  EPOLLIN",
        "|   2147483648  1000 0000 0000 0000 0000 0000 0000 0000  EPOLLET",
        "=  -2147483647  1000 0000 0000 0000 0000 0000 0000 0001  EPOLLIN|EPOLLET",
        "Python: 2147483649",
      ),
    );
    assert.equal(bits.shl(1, 31).value, -(2 ** 31));
    assert.equal(bits.shl(1, 31).python, 2n ** 31n);
    assert.equal(bits.shl(1, 30).differs, false);
  });

  it("says where Python differs: a shift count is taken modulo 32 in JavaScript", () => {
    assert.deepEqual([bits.shl(1, 32).value, bits.shl(1, 32).python], [1, 2n ** 32n]);
    assert.deepEqual([bits.shr(256, 33).value, bits.shr(256, 33).python], [128, 0n]);
    assert.deepEqual([bits.shl(1, -1).value, bits.shl(1, -1).python], [-(2 ** 31), null]);
    assert.equal(bits.shl(1, -1).differs, true);
    assert.throws(() => bits.shl(1, 1024), { name: "RangeError", message: /shift count/ });
  });

  it("can be used as a number", () => {
    assert.equal(Number(bits.and(11, 14)) + 1, 11);
  });

  it("refuses anything that is not an integer", () => {
    for (const value of [1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
      assert.throws(() => bits.and(value, 1), { name: "RangeError", message: /integers/ });
      assert.throws(() => bits.or(1, value), { name: "RangeError", message: /integers/ });
    }
  });
});

describe("masks", () => {
  it("are tested, set, cleared and toggled bit by bit", () => {
    const mask = POLLIN | POLLHUP;
    assert.equal(bits.has(mask, POLLIN), true);
    assert.equal(bits.has(mask, POLLOUT), false);
    assert.equal(bits.has(mask, POLLIN | POLLHUP), true);
    assert.equal(bits.has(mask, POLLIN | POLLOUT), false);
    assert.equal(bits.set(mask, POLLOUT), POLLIN | POLLHUP | POLLOUT);
    assert.equal(bits.set(mask, POLLIN), mask);
    assert.equal(bits.clear(mask, POLLIN), POLLHUP);
    assert.equal(bits.clear(mask, POLLOUT), mask);
    assert.equal(bits.toggle(mask, POLLIN | POLLOUT), POLLHUP | POLLOUT);
  });

  it("stay positive with bit 31, as in Python", () => {
    const mask = bits.set(EPOLLIN, EPOLLET);
    assert.equal(mask, 2 ** 31 + 1);
    assert.equal(bits.has(mask, EPOLLET), true);
    assert.equal(bits.has(EPOLLIN | EPOLLET, EPOLLET), true);
    assert.equal(bits.clear(mask, EPOLLIN), EPOLLET);
    assert.equal(bits.toggle(mask, EPOLLET), EPOLLIN);
    assert.equal(bits.toggle(EPOLLIN, EPOLLET), mask);
  });
});

/** Numbers at every limit, and some in between. */
const numbers = [0, 1, 2, 11, 14, 31, 255, 256, 0x5a5a5a5a].flatMap((n) => [n, -n, ~n]);
const edges = [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40 + 5].flatMap((n) => [n, -n]);
const operands = [...new Set([...numbers, ...edges])].map((n) => n + 0);
const counts = [0, 1, 2, 4, 30, 31, 32, 33, 63, 64];

function everyResult(): Result[] {
  const results = operands.map((a) => bits.not(a));
  for (const a of operands) {
    for (const b of operands) results.push(bits.and(a, b), bits.or(a, b), bits.xor(a, b));
    for (const count of [...counts, -1]) {
      results.push(bits.shl(a, count), bits.shr(a, count), bits.ushr(a, count));
    }
  }
  return results;
}

describe("every result", () => {
  it("is that of JavaScript", () => {
    for (const { operator, operands, value } of everyResult()) {
      const [a, b] = operands.map((operand) => `(${operand})`);
      // biome-ignore lint/security/noGlobalEval: the expected value is that of JavaScript.
      assert.equal(value, globalThis.eval(b === undefined ? `~${a}` : `${a} ${operator} ${b}`));
    }
  });

  it("has digits that obey the rule of the operator in each column", () => {
    for (const { operator, rows, operands } of everyResult()) {
      const [a, b, c] = rows.map(({ digits }) => digits) as [string, string, string];
      const width = a.length;
      const count = (operands[1] ?? 0) & 31;
      const sign = operator === ">>" ? a.slice(-32).charAt(0) : "0";
      const both = (rule: (x: number, y: number) => number): string =>
        [...a].map((digit, column) => rule(Number(digit), Number(b[column]))).join("");
      const expected = {
        "&": () => both((x, y) => x * y),
        "|": () => both((x, y) => Math.max(x, y)),
        "^": () => both((x, y) => Number(x !== y)),
        "~": () => a.replace(/\d/g, (digit) => (digit === "0" ? "1" : "0")),
        "<<": () => (a + "0".repeat(count)).slice(-width),
        ">>": () => (sign.repeat(count) + a).slice(0, width),
        ">>>": () => ("0".repeat(count) + a).slice(0, width),
      }[operator]();
      assert.equal(operator === "~" ? b : c, expected, `${operands[0]} ${operator} ${operands[1]}`);
    }
  });

  it("has the result of Python", async (t) => {
    const results = everyResult().filter(({ operator }) => operator !== ">>>");
    const program = `import sys, json
for operator, a, b in json.load(open(sys.argv[1])):
    try: print({"&": lambda: a & b, "|": lambda: a | b, "^": lambda: a ^ b, "~": lambda: ~a,
                "<<": lambda: a << b, ">>": lambda: a >> b}[operator]())
    except ValueError: print(None)`;
    const questions = results.map(({ operator, operands: [a, b] }) => [operator, a, b ?? 0]);
    const file = join(await temporaryFolder(t), "questions.json");
    writeFileSync(file, JSON.stringify(questions));
    const { stdout } = await run(interpreter, ["-c", program, file]);
    const answers = stdout.trim().split("\n");
    assert.equal(answers.length, results.length);
    for (const [index, { operator, operands, value, python, differs }] of results.entries()) {
      const answer = answers[index] === "None" ? null : BigInt(answers[index] ?? "");
      assert.equal(python, answer, operands.join(` ${operator} `));
      assert.equal(differs, answer !== BigInt(value));
    }
  });
});
