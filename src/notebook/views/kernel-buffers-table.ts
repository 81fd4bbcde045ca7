/** What `kernelBuffers()` answers, as a table. */
import type { KernelBuffers } from "../../inspect/kernel-buffers.js";
import { type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { CELL, HEAD, table, th } from "../render/html-table.js";
import { type Bilingual, bilingual, stacked } from "../render/phrases.js";
import { columns } from "./round/table.js";

/** The forms of the buffers of a socket. */
export function kernelBuffersBundle({ send, receive }: KernelBuffers): MimeBundle {
  const rows: [Bilingual, number | null, Bilingual, number | null][] = [
    [
      { zh: "接收", en: "receive" },
      receive.waiting,
      { zh: "等着被读", en: "waiting to be received" },
      receive.size,
    ],
    [
      { zh: "发送", en: "send" },
      send.pending,
      { zh: "还没有送到", en: "not at the peer yet" },
      send.size,
    ],
  ];
  if (send.unsent !== null) {
    const unsent: Bilingual = { zh: "其中一次也没有发出", en: "of these never sent so far" };
    rows.push([{ zh: "", en: "" }, send.unsent, unsent, null]);
  }
  const lines = rows.map(([buffer, bytes, meaning, size]) => [
    buffer.en,
    count(bytes),
    meaning.en,
    count(size, ""),
  ]);
  const number = `${CELL};text-align:right;white-space:nowrap`;
  const tr = ([buffer, bytes, meaning, size]: (typeof rows)[number]): Markup =>
    markup`<tr><td style="${CELL}">${buffer.en === "" ? "" : stacked([buffer])}</td><td style="${number}"><b>${count(bytes)}</b></td><td style="${CELL}">${stacked([meaning])}</td><td style="${number}">${count(size, "")}</td></tr>`;
  return {
    "text/plain": [
      "buffers in the kernel, in bytes",
      ...columns([["buffer", "bytes", "", "size"], ...lines]).map((line) => `  ${line}`),
    ].join("\n"),
    "text/html": table(
      bilingual({ zh: "内核里的缓冲区，单位字节", en: "buffers in the kernel, in bytes" }),
      [
        th({ zh: "缓冲区", en: "buffer" }),
        th({ zh: "字节", en: "bytes" }, `${HEAD};text-align:right`),
        markup`<td style="${HEAD}"></td>`,
        th({ zh: "大小", en: "size" }, `${HEAD};text-align:right`),
      ],
      rows.map(tr),
    ),
  };
}

function count(bytes: number | null, unknown = "–"): string {
  return bytes === null ? unknown : `${bytes}`.replace(/\B(?=(\d{3})+$)/g, ",");
}
