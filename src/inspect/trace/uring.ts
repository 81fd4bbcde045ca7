/** Formats the arguments of io_uring's system calls, and of mmap(2), as strace(1) does. */
import { uring } from "../../sys/linux-uring.js";
import { uringBufReg, uringParams } from "../../sys/uring-structs.js";
import { type Formatter, filledIn, flags, oneOf } from "./formatters.js";
import * as names from "./names.js";
import { flagsOf, hexadecimal, POINTER } from "./text.js";

/** `struct io_uring_params`, which the call fills in. */
export const params = filledIn<Uint8Array>((bytes) => {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, uringParams.size / 4);
  const word = (index: number): number => words[index] as number;
  const fields = [
    `flags=${flagsOf(word(uringParams.flags), names.uringSetupFlags, "IORING_SETUP_")}`,
    `sq_thread_cpu=${word(uringParams.sqThreadCpu)}`,
    `sq_thread_idle=${word(uringParams.sqThreadIdle)}`,
    `sq_entries=${word(uringParams.sqEntries)}`,
    `cq_entries=${word(uringParams.cqEntries)}`,
    `features=${flagsOf(word(uringParams.features), names.uringFeatures, "IORING_FEAT_")}`,
    `sq_off=${offsets(uringParams.sqOff, word)}`,
    `cq_off=${offsets(uringParams.cqOff, word)}`,
  ];
  return `{${fields.join(", ")}}`;
});

/** `{head=0, tail=4, ring_mask=16, ...}`. */
function offsets(
  fields: Readonly<Record<string, number>>,
  word: (index: number) => number,
): string {
  const texts = Object.entries(fields).map(([name, index]) => {
    const snake = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    return `${snake}=${word(index)}`;
  });
  return `{${texts.join(", ")}}`;
}

export const enterFlags = flags(names.uringEnterFlags, "IORING_ENTER_");

/** The argument of io_uring_enter(2), which carries a timeout. */
export const argument: Formatter<Uint8Array | null> = (bytes) =>
  bytes === null ? "NULL" : POINTER;

export const registerOpcode = oneOf(names.uringRegisterOpcodes, "IORING_REGISTER_");

/** The argument of io_uring_register(2). */
export const registration: Formatter<Uint8Array> = (bytes, { opcode }) => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (opcode === uring.IORING_REGISTER_EVENTFD) return `[${view.getInt32(0, true)}]`;
  if (opcode !== uring.IORING_REGISTER_PBUF_RING) return POINTER;
  const entries = view.getUint32(uringBufReg.ringEntries, true);
  const group = view.getUint16(uringBufReg.bgid, true);
  return `{ring_addr=${POINTER}, ring_entries=${entries}, bgid=${group}}`;
};

export const address: Formatter<number> = (value) => (value === 0 ? "NULL" : hexadecimal(value));

export const offset: Formatter<number> = (value) => (value === 0 ? "0" : hexadecimal(value));

export const protection: Formatter<number> = (value) =>
  value === 0 ? "PROT_NONE" : flagsOf(value, names.protections, "PROT_");

export const mapFlags = flags(names.mapFlags, "MAP_");
