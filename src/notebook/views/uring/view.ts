/** What a ring of io_uring has under way at one moment, and how full its queues are. */
import { inspect } from "node:util";
import { IORING_CQE_F_MORE } from "../../../constants.js";
import { errnoName } from "../../../errors.js";
import { describeSocket } from "../../../inspect/readiness.js";
import type { IoUring, OperationState } from "../../../mux/io-uring.js";
import { namer } from "../../keep.js";
import type { Bilingual } from "../../render/phrases.js";

/** How full the queues are. */
export interface RingView {
  readonly fd: number;
  readonly prepared: number;
  readonly sqEntries: number;
  /** The number of operations that the kernel works on. */
  readonly underWay: number;
  readonly ready: number;
  readonly cqEntries: number;
  readonly rows: readonly OperationRow[];
}

/** An operation. */
export interface OperationRow {
  readonly operation: string;
  readonly fd: string;
  /** The name of the socket; may be empty. */
  readonly name: string;
  readonly userData: string;
  readonly state: Bilingual;
}

/** The longest text of `userData`. */
const MAX_USER_DATA = 40;

export function viewOf(ring: IoUring): RingView {
  const operations = ring.operations();
  const nameOf = namer();
  return {
    fd: ring.fileno(),
    prepared: ring.prepared,
    sqEntries: ring.sqEntries,
    underWay: operations.filter(({ submitted, completions }) => {
      return (
        submitted && (completions.length === 0 || completions.every(({ flags }) => isMore(flags)))
      );
    }).length,
    ready: ring.ready,
    cqEntries: ring.cqEntries,
    rows: operations.map((operation): OperationRow => {
      const { fd } = operation;
      const socket = { ...describeSocket(fd), reasons: [] };
      const text = inspect(operation.userData, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
      return {
        operation: operation.operation,
        fd: fd < 0 ? "" : `${fd}`,
        name: fd < 0 ? "" : nameOf(socket),
        userData: text.length > MAX_USER_DATA ? `${text.slice(0, MAX_USER_DATA)}…` : text,
        state: stateOf(operation),
      };
    }),
  };
}

function isMore(flags: number): boolean {
  return (flags & IORING_CQE_F_MORE) !== 0;
}

function stateOf({ submitted, completions }: OperationState): Bilingual {
  if (!submitted) return { zh: "已准备", en: "prepared" };
  if (completions.length === 0) return { zh: "进行中", en: "under way" };
  const results = completions.map(({ res }) => (res < 0 ? `-${errnoName(-res)}` : `${res}`));
  const more = isMore(completions.at(-1)?.flags ?? 0);
  const list = results.join(", ");
  return {
    zh: `完成：${list}${more ? "，继续" : ""}`,
    en: `done: ${list}${more ? ", continues" : ""}`,
  };
}
