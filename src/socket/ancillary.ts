/** Ancillary data: what a message carries beside its bytes, such as open descriptors; see cmsg(3). */
import { SCM_RIGHTS, SOL_SOCKET } from "../constants.js";
import * as libc from "../sys/libc.js";
import { platform } from "../sys/platform.js";
import { cmsghdr } from "../sys/structs.js";
import { checkInt, checkInteger, INT_MAX, shown } from "../validators.js";
import { listOf } from "./data.js";

/**
 * An item of ancillary data: a level such as `SOL_SOCKET`, a type such as `SCM_RIGHTS`, and the content,
 * which is a C struct or an array of integers.
 */
export type AncillaryItem<T extends ArrayBufferView = Buffer> = readonly [
  level: number,
  type: number,
  data: T,
];

function aligned(length: number): number {
  return Math.ceil(length / cmsghdr.alignment) * cmsghdr.alignment;
}

/**
 * Returns the size of an item of ancillary data with `length` bytes of content, without the padding after
 * it. As the `ancbufsize` of `recvmsg()` it has room for exactly one such item. Throws `RangeError`.
 */
export function CMSG_LEN(length: number): number {
  checkInteger("length", length, 0, INT_MAX - cmsghdr.size);
  return cmsghdr.size + length;
}

/**
 * Returns the size of an item of ancillary data with `length` bytes of content, with the padding after it.
 * The `ancbufsize` of `recvmsg()` is the sum for all items. Throws `RangeError`.
 */
export function CMSG_SPACE(length: number): number {
  checkInteger("length", length, 0, INT_MAX - cmsghdr.size - cmsghdr.alignment);
  return aligned(cmsghdr.size + length);
}

/** Returns the control buffer of the items. */
export function encodeAncillary(ancdata: Iterable<AncillaryItem<ArrayBufferView>>): Uint8Array {
  const items = listOf("ancdata", ancdata).map(checkedItem);
  const size = items.reduce((sum, [, , data]) => sum + CMSG_SPACE(data.byteLength), 0);
  const control = new Uint8Array(size);
  const view = new DataView(control.buffer);
  let offset = 0;
  for (const [level, type, data] of items) {
    view.setBigUint64(offset + cmsghdr.len, BigInt(CMSG_LEN(data.byteLength)), true);
    view.setInt32(offset + cmsghdr.level, level, true);
    view.setInt32(offset + cmsghdr.type, type, true);
    control.set(bytesOf(data), offset + cmsghdr.size);
    offset += CMSG_SPACE(data.byteLength);
  }
  return control;
}

function checkedItem(
  item: AncillaryItem<ArrayBufferView>,
  index: number,
): AncillaryItem<ArrayBufferView> {
  const name = `ancdata[${index}]`;
  if (!Array.isArray(item) || item.length !== 3) {
    throw new TypeError(`${name} must be [level, type, data], not ${shown(item)}`);
  }
  const [level, type, data] = item;
  checkInt(`the level of ${name}`, level);
  checkInt(`the type of ${name}`, type);
  if (!ArrayBuffer.isView(data)) {
    throw new TypeError(`the data of ${name} must be a typed array, not ${shown(data)}`);
  }
  return item;
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Returns copies of the items in a control buffer that recvmsg(2) has filled in. */
export function decodeAncillary(control: Uint8Array): AncillaryItem[] {
  return [...itemsIn(control)].map(([level, type, data]) => [level, type, Buffer.from(data)]);
}

/** Yields the items in a control buffer; their data is in the buffer. The last one may be truncated. */
export function* itemsIn(control: Uint8Array): Generator<AncillaryItem<Uint8Array>> {
  const view = new DataView(control.buffer, control.byteOffset, control.byteLength);
  for (let offset = 0; offset + cmsghdr.size <= control.length; ) {
    const length = Number(view.getBigUint64(offset + cmsghdr.len, true));
    if (length < cmsghdr.size) return;
    const data = control.subarray(offset + cmsghdr.size, offset + length);
    yield [
      view.getInt32(offset + cmsghdr.level, true),
      view.getInt32(offset + cmsghdr.type, true),
      data,
    ];
    offset += aligned(length);
  }
}

const { SCM_PIDFD } = platform.constants;

/** Returns the descriptors that an item contains. */
export function descriptorsIn([level, type, data]: AncillaryItem<Uint8Array>): number[] {
  if (level !== SOL_SOCKET || (type !== SCM_RIGHTS && type !== SCM_PIDFD)) return [];
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length >> 2 }, (_, index) => view.getInt32(4 * index, true));
}

/** Closes the descriptors in items that nobody will receive. */
export function closeDescriptors(items: Iterable<AncillaryItem<Uint8Array>>): void {
  for (const item of items) for (const fd of descriptorsIn(item)) libc.close(fd);
}
