/** The buffers of one socket as a table. */
import type { KernelBuffers } from "../../inspect/kernel-buffers.js";
import { type Markup, markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { CELL, HEAD, htmlTable, th } from "../render/html-table.js";
import { groupDigits } from "../render/numbers.js";
import { type Bilingual, bilingual, stacked } from "../render/phrases.js";
import { textTable } from "../render/text-table.js";

interface Row {
  readonly buffer: Bilingual | null;
  readonly bytes: number | null;
  readonly meaning: Bilingual;
  readonly size: number | null;
}

const TITLE = { zh: "内核里的缓冲区，单位字节", en: "buffers in the kernel, in bytes" };

export function kernelBuffersBundle(buffers: KernelBuffers): MimeBundle {
  const rows = rowsOf(buffers);
  const lines = rows.map(({ buffer, bytes, meaning, size }) => [
    buffer?.en ?? "",
    bytesText(bytes),
    meaning.en,
    sizeText(size),
  ]);
  return {
    "text/plain": textTable(TITLE.en, [["buffer", "bytes", "", "size"], ...lines]),
    "text/html": htmlTable(
      bilingual(TITLE),
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

function rowsOf({ send, receive }: KernelBuffers): Row[] {
  const rows: Row[] = [
    {
      buffer: { zh: "接收", en: "receive" },
      bytes: receive.waiting,
      meaning: { zh: "等着被读", en: "waiting to be received" },
      size: receive.size,
    },
    {
      buffer: { zh: "发送", en: "send" },
      bytes: send.pending,
      meaning: { zh: "还没有送到", en: "not at the peer yet" },
      size: send.size,
    },
  ];
  if (send.unsent !== null) {
    const meaning = { zh: "其中一次也没有发出", en: "of these never sent so far" };
    rows.push({ buffer: null, bytes: send.unsent, meaning, size: null });
  }
  return rows;
}

const NUMBER = `${CELL};text-align:right;white-space:nowrap`;

function tr({ buffer, bytes, meaning, size }: Row): Markup {
  return markup`<tr><td style="${CELL}">${buffer === null ? "" : stacked([buffer])}</td><td style="${NUMBER}"><b>${bytesText(bytes)}</b></td><td style="${CELL}">${stacked([meaning])}</td><td style="${NUMBER}">${sizeText(size)}</td></tr>`;
}

function bytesText(bytes: number | null): string {
  return bytes === null ? "–" : groupDigits(bytes);
}

function sizeText(size: number | null): string {
  return size === null ? "" : groupDigits(size);
}
