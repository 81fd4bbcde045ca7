import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Command, InvalidArgumentError, type Option } from "commander";
import { backlog, commonOptions, directory, seconds, times } from "#day29/cli/options.js";

/** Parses the value of an option as the command line does. */
function parse(option: Option, value: string): unknown {
  const { parseArg } = option;
  assert.ok(parseArg !== undefined);
  return parseArg(value, undefined);
}

const [host, port] = commonOptions("127.0.0.1", "to listen on") as [Option, Option, ...Option[]];

for (const { option, accepted, refused } of [
  {
    option: host,
    accepted: {
      "::1": "::1",
      "[::1]": "::1",
      "[fe80::1%lo]": "fe80::1%lo",
      localhost: "localhost",
    },
    refused: ["", "1.2.3", "a", "[]", "[127.0.0.1]", "[localhost]", "[::1", "::1]", "[::1]:80"],
  },
  {
    option: port,
    accepted: { "0": 0, "65535": 65535 },
    refused: ["65536", "-1", "1.5", "", "8e3", "0x1f"],
  },
  { option: backlog, accepted: { "0": 0, "128": 128 }, refused: ["-1", "1.5", "many"] },
  { option: times("count", "", 1), accepted: { "1": 1 }, refused: ["0", "1.5"] },
  {
    option: seconds("timeout", ""),
    accepted: { "2.5": 2.5, ".5": 0.5, "3": 3 },
    refused: ["0", "0.0", "-1", "soon", "Infinity", "1e3"],
  },
  {
    option: directory("root", ""),
    accepted: { "/": "/" },
    refused: ["/nowhere", process.execPath],
  },
]) {
  describe(`--${option.name()}`, () => {
    it("accepts", () => {
      for (const [text, value] of Object.entries(accepted)) {
        assert.equal(parse(option, text), value, text);
      }
    });

    it("refuses anything else", () => {
      for (const text of refused) {
        assert.throws(() => parse(option, text), InvalidArgumentError, JSON.stringify(text));
      }
    });
  });
}

describe("the options of every command", () => {
  it("have the address and port of the course's notes by default", () => {
    const command = new Command();
    for (const option of commonOptions("0.0.0.0", "to listen on")) command.addOption(option);
    assert.deepEqual(command.parse([], { from: "user" }).opts(), { host: "0.0.0.0", port: 8888 });
  });
});
