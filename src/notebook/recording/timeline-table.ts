/** The timeline of a recording as a table, for viewers that show neither scripts nor drawings. */
import { type Fragment, type Markup, markup } from "../../text/markup.js";
import { CELL, CODE, FADED, HEAD, htmlTable, omittedRow } from "../render/html-table.js";
import { counted } from "../render/numbers.js";
import { bilingual } from "../render/phrases.js";
import type { RecordedRound, Recording, SocketState } from "./format.js";

/** As many as fit beside each other. */
const MAX_ROUNDS = 16;
const MAX_SOCKETS = 12;

/** What a socket was in a round. */
interface Mark {
  /** As the call names it; empty if it was only watched. */
  ready: string;
  /** What the server did with it. */
  readonly handled: string[];
}

/** A socket from its first round to its last. */
interface Lane {
  name: string;
  /** By the number of the round. */
  readonly marks: Map<number, Mark>;
}

/** A column for each of the last rounds, a row for each socket. */
export function timelineTable({ rounds }: Recording): string {
  const shown = rounds.slice(-MAX_ROUNDS);
  const lanes = lanesOf(shown);
  const more = lanes.length - MAX_SOCKETS;
  const columns = shown.length + 1;
  const note =
    shown.length < rounds.length
      ? { zh: `最后 ${shown.length} 轮`, en: `the last ${shown.length} rounds` }
      : { zh: "每一列是一轮", en: "a column for each round" };
  const head = (text: Fragment): Markup => markup`<th scope="col" style="${HEAD}">${text}</th>`;
  return htmlTable(
    markup`<b>${bilingual({ zh: "时间线", en: "timeline" })}</b> · ${bilingual(note)}`,
    [head(""), shown.map(({ number }) => head(number))],
    [
      lanes.slice(0, MAX_SOCKETS).map((lane) => rowOf(lane, shown)),
      more > 0
        ? omittedRow(
            { zh: `还有 ${more} 个套接字`, en: `${counted(more, "more socket")} left out` },
            columns,
          )
        : "",
    ],
  );
}

function rowOf({ name, marks }: Lane, rounds: readonly RecordedRound[]): Markup {
  const cells = rounds.map(({ number }) => {
    const mark = marks.get(number);
    if (mark === undefined) return markup`<td style="${CELL}"></td>`;
    const { ready, handled } = mark;
    if (ready === "" && handled.length === 0) return markup`<td style="${FADED}">·</td>`;
    const done = handled.map((label) => markup` <code style="${CODE}">${label}</code>`);
    return markup`<td style="${CELL}">${ready === "" ? "·" : markup`<b>${ready}</b>`}${done}</td>`;
  });
  return markup`<tr><th scope="row" style="${CELL}">${name || "?"}</th>${cells}</tr>`;
}

function lanesOf(rounds: readonly RecordedRound[]): Lane[] {
  const lanes: Lane[] = [];
  /** By descriptor, which the kernel gives to another socket when the first one is closed. */
  const open = new Map<number, Lane>();
  const laneOf = ({ fd, name }: Pick<SocketState, "fd" | "name">): Lane => {
    let lane = open.get(fd);
    if (lane === undefined) {
      lane = { name, marks: new Map() };
      open.set(fd, lane);
      lanes.push(lane);
    }
    lane.name = name || lane.name;
    return lane;
  };
  for (const { number, sockets, events } of rounds) {
    for (const socket of sockets) {
      laneOf(socket).marks.set(number, { ready: socket.readyText, handled: [] });
    }
    for (const { type, fd, label, sockets: after } of events) {
      if (fd !== null) {
        const { marks } = laneOf({ fd, name: "" });
        const mark = marks.get(number) ?? { ready: "", handled: [] };
        mark.handled.push(label);
        marks.set(number, mark);
        if (type === "disconnect") open.delete(fd);
      }
      for (const socket of after) laneOf(socket);
    }
  }
  return lanes;
}
