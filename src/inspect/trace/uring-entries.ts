/** What io_uring_enter(2) submits, and what has completed when it returns; strace(1) cannot see that. */
import { errnoName } from "../../errors.js";
import { eventNames } from "../../mux/event-names.js";
import { memoryAt } from "../../sys/libc.js";
import { opcodes, uring } from "../../sys/linux-uring.js";
import { type Rings, ringsOf } from "../../sys/rings.js";
import { cqe, sqe, timespec } from "../../sys/uring-structs.js";
import type { Args } from "./formatters.js";
import * as names from "./names.js";
import { flagsOf, nameOf, quotedStart, sockaddrOf } from "./text.js";

/** `quotedStart()` shows 32 bytes, and dots if there are more. */
const MAX_DATA = 33;

/** Describes the entries before the call; the returned function, after it, adds the completions. */
export function observeEntries(args: Args): ((result: number) => string[]) | undefined {
  const rings = ringsOf(args.fd as number);
  if (rings === undefined) return undefined;
  const entries = rings.lastSqes(args.to_submit as number).map((at) => sqeOf(rings.sqes, at));
  const { ready } = rings;
  return (result) => [
    ...entries.slice(0, Math.max(0, result)),
    ...rings.cqesAfter(ready).map((at) => cqeOf(rings, at)),
  ];
}

/** `sqe {opcode=IORING_OP_SEND, fd=20, addr="hi", len=2, msg_flags=MSG_NOSIGNAL, user_data=1}` */
function sqeOf(words: Int32Array, at: number): string {
  const word = (index: number): number => words[at + index] as number;
  const head = word(sqe.head);
  const [opcode, flags, ioprio] = [head & 0xff, (head >>> 8) & 0xff, head >>> 16];
  const fields = [`opcode=${nameOf(opcode, names.uringOpcodes, "IORING_OP_")}`];
  if (flags !== 0) fields.push(`flags=${flagsOf(flags, names.uringSqeFlags, "IOSQE_")}`);
  if (ioprio !== 0) fields.push(`ioprio=${MULTISHOT.get(opcode) ?? ioprio}`);
  if (word(sqe.fd) >= 0) fields.push(`fd=${word(sqe.fd)}`);
  fields.push(...(operands.get(opcode)?.(word) ?? []), `user_data=${word(sqe.userData)}`);
  return `sqe {${fields.join(", ")}}`;
}

const MULTISHOT: ReadonlyMap<number, string> = new Map([
  [opcodes.ACCEPT, "IORING_ACCEPT_MULTISHOT"],
  [opcodes.RECV, "IORING_RECV_MULTISHOT"],
]);

type Words = (index: number) => number;

/** The fields that are special to an operation. */
const operands: ReadonlyMap<number, (word: Words) => string[]> = new Map([
  [
    opcodes.ACCEPT,
    (word) => [`accept_flags=${flagsOf(word(sqe.opFlags), names.typeFlags, "SOCK_")}`],
  ],
  [opcodes.CONNECT, (word) => [`addr=${sockaddrOf(memoryAt(addressIn(word), word(sqe.off)))}`]],
  [opcodes.RECV, (word) => [`buf_group=${word(sqe.bufGroup) & 0xffff}`, ...messageFlags(word)]],
  [opcodes.SEND, (word) => [...dataOf(word), ...messageFlags(word)]],
  [opcodes.WRITE, (word) => [...dataOf(word), `off=${offsetOf(word)}`]],
  [opcodes.READ, (word) => [`len=${word(sqe.len)}`, `off=${offsetOf(word)}`]],
  [
    opcodes.ASYNC_CANCEL,
    (word) => {
      const flags = word(sqe.opFlags);
      if (flags === 0) return [`addr=${word(sqe.addr)}`];
      return [`cancel_flags=${flagsOf(flags, names.uringCancelFlags, "IORING_ASYNC_CANCEL_")}`];
    },
  ],
  [opcodes.TIMEOUT, (word) => [`addr=${timespecOf(memoryAt(addressIn(word), timespec.size))}`]],
  [
    opcodes.POLL_ADD,
    (word) => [
      `poll32_events=${eventNames(word(sqe.opFlags))}`,
      ...(word(sqe.len) === uring.IORING_POLL_ADD_MULTI ? ["len=IORING_POLL_ADD_MULTI"] : []),
    ],
  ],
]);

function addressIn(word: Words): bigint {
  return (BigInt(word(sqe.addr + 1) >>> 0) << 32n) | BigInt(word(sqe.addr) >>> 0);
}

function offsetOf(word: Words): number {
  return word(sqe.off + 1) * 2 ** 32 + (word(sqe.off) >>> 0);
}

function dataOf(word: Words): string[] {
  const length = word(sqe.len);
  const data = memoryAt(addressIn(word), Math.min(length, MAX_DATA));
  return [`addr=${quotedStart(data)}`, `len=${length}`];
}

function messageFlags(word: Words): string[] {
  const flags = word(sqe.opFlags);
  return flags === 0 ? [] : [`msg_flags=${flagsOf(flags, names.messageFlags, "MSG_")}`];
}

function timespecOf(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const seconds = view.getBigInt64(timespec.seconds, true);
  return `{tv_sec=${seconds}, tv_nsec=${view.getBigInt64(timespec.nanoseconds, true)}}`;
}

/** `cqe {user_data=0, res=2, flags=IORING_CQE_F_BUFFER|IORING_CQE_F_MORE, buffer=3}` */
function cqeOf({ cqes }: Rings, at: number): string {
  const [userData, res, all] = [cqe.userData, cqe.res, cqe.flags].map(
    (field) => cqes[at + field] as number,
  ) as [number, number, number];
  const fields = [`user_data=${userData}`, `res=${res < 0 ? `-${errnoName(-res)}` : res}`];
  const flags = all & ((1 << uring.IORING_CQE_BUFFER_SHIFT) - 1);
  if (flags !== 0) fields.push(`flags=${flagsOf(flags, names.uringCqeFlags, "IORING_CQE_F_")}`);
  if ((flags & uring.IORING_CQE_F_BUFFER) !== 0) {
    fields.push(`buffer=${all >>> uring.IORING_CQE_BUFFER_SHIFT}`);
  }
  return `cqe {${fields.join(", ")}}`;
}
