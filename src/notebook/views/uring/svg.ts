/** The two rings of io_uring as a picture: how many entries of each are in use. */
import { type Markup, markup } from "../../../text/markup.js";
import { counted } from "../../render/numbers.js";
import { type Bilingual, pictureText } from "../../render/phrases.js";
import { svgOf, tenths } from "../../render/svg.js";
import { BLUE, BROWN, FAINT, INK, PAPER, QUIET } from "../../render/theme.js";
import type { RingView } from "./view.js";

const WIDTH = 440;
const HEIGHT = 190;
const CENTER_Y = 104;
const OUTER = 58;
const INNER = 38;
/** More entries than these are drawn in proportion. */
const MAX_SLOTS = 32;

/** The rings as an SVG document. */
export function ringsSvg(view: RingView): string {
  const { prepared, sqEntries, underWay, ready, cqEntries } = view;
  const content = markup`<g font-size="12.5" text-anchor="middle">${[
    ring(92, pictureText({ zh: "提交队列", en: "submission" }), prepared, sqEntries, BROWN),
    arrow(164, 276, 74, pictureText({ zh: "提交", en: "submit" })),
    markup`<text x="220" y="${CENTER_Y}" font-size="15" font-weight="700" fill="${INK}">${underWay}</text>`,
    markup`<text x="220" y="${CENTER_Y + 18}" fill="${QUIET}">${pictureText({ zh: "进行中", en: "under way" })}</text>`,
    arrow(164, 276, 162, pictureText({ zh: "完成", en: "complete" })),
    ring(348, pictureText({ zh: "完成队列", en: "completion" }), ready, cqEntries, BLUE),
  ]}</g>`;
  const title = pictureText({ zh: "io_uring 的两个环", en: "The two rings of io_uring" }, " · ");
  const description = pictureText(descriptionOf(view), " · ");
  return svgOf({ title, description, width: WIDTH, height: HEIGHT, content });
}

function descriptionOf({ prepared, sqEntries, underWay, ready, cqEntries }: RingView): Bilingual {
  return {
    zh: `提交队列 ${sqEntries} 格，填好 ${prepared} 格；${underWay} 个操作进行中；完成队列 ${cqEntries} 格，有 ${ready} 个完成等着取。`,
    en: `submission queue: ${prepared} of ${sqEntries} prepared; ${counted(underWay, "operation")} under way; completion queue: ${ready} of ${cqEntries} in use.`,
  };
}

function ring(x: number, name: string, used: number, entries: number, color: string): Markup {
  const slots = Math.min(entries, MAX_SLOTS);
  const filled =
    used === 0 ? 0 : Math.max(1, Math.round((Math.min(used, entries) / entries) * slots));
  const sectors = Array.from({ length: slots }, (_, i) =>
    sector(x, i, slots, i < filled ? color : FAINT),
  );
  return markup`<text x="${x}" y="24" font-weight="600" fill="${INK}">${name}</text>${sectors}<text x="${x}" y="${CENTER_Y + 5}" font-size="15" font-weight="700" fill="${INK}">${used} / ${entries}</text>`;
}

/** One entry, clockwise from the top. */
function sector(x: number, index: number, count: number, color: string): Markup {
  const point = (radius: number, turn: number): string => {
    const angle = 2 * Math.PI * turn - Math.PI / 2;
    return `${tenths(x + radius * Math.cos(angle))} ${tenths(CENTER_Y + radius * Math.sin(angle))}`;
  };
  // A single entry would begin where it ends, and not be drawn.
  const [from, to] = [index / count, Math.min((index + 1) / count, index / count + 0.999)];
  const large = to - from > 0.5 ? 1 : 0;
  return markup`<path d="M${point(OUTER, from)}A${OUTER} ${OUTER} 0 ${large} 1 ${point(OUTER, to)}L${point(INNER, to)}A${INNER} ${INNER} 0 ${large} 0 ${point(INNER, from)}z" fill="${color}" stroke="${PAPER}" stroke-width="1.5"/>`;
}

function arrow(from: number, to: number, y: number, text: string): Markup {
  return markup`<path d="M${from} ${y}H${to - 8}" stroke="${QUIET}" stroke-width="1.6"/><path d="M${to} ${y}l-9 -4.5v9z" fill="${QUIET}"/><text x="220" y="${y - 7}" fill="${QUIET}">${text}</text>`;
}
