import assert from "node:assert/strict";
import { it } from "node:test";
import { AF_INET6, AF_UNIX, SOCK_DGRAM, SOCK_SEQPACKET } from "day29";
import { kindOf, typeName } from "#day29/sys/names.js";

it("a kind of socket has the names of its family and its type, or their numbers", () => {
  assert.equal(kindOf(AF_INET6, SOCK_DGRAM), "AF_INET6 SOCK_DGRAM");
  assert.equal(kindOf(AF_UNIX, SOCK_SEQPACKET), "AF_UNIX SOCK_SEQPACKET");
  assert.equal(kindOf(99, 98), "family 99 type 98");
  assert.equal(typeName(98), "type 98");
});
