/** A buffer chart as text: bars of characters, and a description in sentences. */
import { groupDigits } from "../../render/numbers.js";
import { onlyLanguage } from "../../render/phrases.js";
import type { BufferSample } from "./buffer-chart.js";
import { BOTH, labelledSamples, maxBytes } from "./series.js";

export function buffersText(samples: readonly BufferSample[]): string {
  const last = samples.at(-1);
  if (last === undefined) return "buffers: no sample yet";
  const highest = maxBytes(samples);
  const now = BOTH.map(({ en, option, bytes, size }) => {
    const amount = bytes(last) === null ? "closed" : `${groupDigits(bytes(last) ?? 0)} bytes`;
    const limit = size(last) === null ? "" : ` (${option} ${groupDigits(size(last) ?? 0)})`;
    return `${en.padEnd(14)}  ${amount}${limit}`;
  });
  const bars = BOTH.map(({ en, bytes }) => {
    const line = samples.map((sample) => bar((bytes(sample) ?? 0) / highest)).join("");
    return `${en.padEnd(14)}  ${line}`;
  });
  const labels = labelsText(samples);
  return [
    ...now,
    `samples ${samples[0]?.number}-${last.number}, the highest bar is ${groupDigits(highest)} bytes:`,
    ...bars,
    ...(labels === "" ? [] : [labels]),
  ].join("\n");
}

const BARS = [..."▁▂▃▄▅▆▇█"];

function bar(part: number): string {
  if (part <= 0) return "·";
  return BARS[Math.min(BARS.length - 1, Math.floor(part * BARS.length))] as string;
}

/** `7 EAGAIN, 12 recv`. */
function labelsText(samples: readonly BufferSample[]): string {
  return labelledSamples(samples)
    .map(({ number, label }) => `${number} ${label}`)
    .join(", ");
}

/** For screen readers: in English, unless the notebooks are in Chinese. */
export function buffersDescription(samples: readonly BufferSample[]): string {
  const chinese = onlyLanguage() === "zh";
  const last = samples.at(-1);
  if (last === undefined) return chinese ? "还没有采样。" : "No sample yet.";
  const parts = BOTH.map(({ zh, en, bytes }) => {
    const amounts = samples.map((sample) => bytes(sample) ?? 0);
    const now = bytes(last);
    const most = Math.max(...amounts);
    const when = samples[amounts.indexOf(most)]?.number;
    if (chinese) {
      const size = now === null ? "已关闭" : `现在 ${groupDigits(now)} 字节`;
      return `${zh}：${size}，最多 ${groupDigits(most)} 字节（第 ${when} 次）。`;
    }
    return `${en}: ${now === null ? "closed" : `${groupDigits(now)} bytes now`}, at most ${groupDigits(most)} (sample ${when}).`;
  });
  const labels = labelsText(samples);
  if (chinese) {
    return `采样 ${last.number} 次。${parts.join("")}${labels === "" ? "" : `按次序：${labels}。`}`;
  }
  const events = labels === "" ? "" : ` By sample: ${labels}.`;
  return `${last.number} samples. ${parts.join(" ")}${events}`;
}
