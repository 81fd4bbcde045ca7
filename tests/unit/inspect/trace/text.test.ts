import assert from "node:assert/strict";
import { it } from "node:test";
import { AF_INET, AF_INET6, AF_UNIX } from "day29";
import { flagsOf, nameOf, quotedStart, sockaddrOf } from "#day29/inspect/trace/text.js";
import { encodeAddress } from "#day29/net/sockaddr.js";

const names = new Map([
  [1, "ONE"],
  [2, "TWO"],
]);

it("a string has the escapes of C, and ends after 32 bytes", () => {
  const quotedText = (text: string): string => quotedStart(Buffer.from(text, "latin1"));
  assert.equal(quotedText('a"\\\n\t~'), String.raw`"a\"\\\n\t~"`);
  assert.equal(quotedText("\0\x001\x7f\xff"), String.raw`"\0\0001\177\377"`);
  assert.equal(quotedText("x".repeat(32)), `"${"x".repeat(32)}"`);
  assert.equal(quotedText("x".repeat(33)), `"${"x".repeat(32)}"...`);
});

it("numbers and flags have names; the rest is hexadecimal", () => {
  assert.equal(nameOf(1, names, "X_"), "ONE");
  assert.equal(nameOf(99, names, "X_"), "0x63 /* X_??? */");
  assert.equal(flagsOf(0, names, "X_"), "0");
  assert.equal(flagsOf(3, names, "X_"), "ONE|TWO");
  assert.equal(flagsOf(-0x7fffffff, names, "X_"), "ONE|0x80000000");
  assert.equal(flagsOf(16, names, "X_"), "0x10 /* X_??? */");
});

it("an address is shown by its family, and as raw bytes where it is too short", () => {
  const inet = encodeAddress(AF_INET, ["1.2.3.4", 80]) as Uint8Array;
  assert.equal(
    sockaddrOf(inet),
    '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.2.3.4")}',
  );
  assert.equal(
    sockaddrOf(encodeAddress(AF_INET6, ["::1", 80, 2, 3]) as Uint8Array),
    "{sa_family=AF_INET6, sin6_port=htons(80), sin6_flowinfo=htonl(2), " +
      'inet_pton(AF_INET6, "::1", &sin6_addr), sin6_scope_id=3}',
  );
  assert.equal(sockaddrOf(inet.subarray(0, 5)), String.raw`{sa_family=AF_INET, sa_data="\0P\1"}`);
  assert.equal(sockaddrOf(inet.subarray(0, 1)), "0x...");
  for (const [path, shown] of [
    ["", ""],
    ["/a", ', sun_path="/a"'],
    ["\0a", ', sun_path=@"a"'],
  ] as const) {
    const bytes = encodeAddress(AF_UNIX, path) as Uint8Array;
    assert.equal(sockaddrOf(bytes), `{sa_family=AF_UNIX${shown}}`);
  }
});
