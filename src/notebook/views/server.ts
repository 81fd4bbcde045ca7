/** A server: where it listens, and how to reach it from a terminal. */
import { SOCK_DGRAM } from "../../constants.js";
import type { Server } from "../../servers/index.js";
import { markup } from "../../text/markup.js";
import type { MimeBundle } from "../host.js";
import { bilingual } from "../render/phrases.js";

/** Throws the error of a server that failed. */
export function serverBundle(server: Server): MimeBundle {
  if (server.error !== undefined) throw server.error;
  const { name, address, socketType, running } = server;
  if (!running) {
    const stopped = { zh: `${name} 已停止`, en: `${name} is stopped` };
    return { "text/plain": stopped.en, "text/html": bilingual(stopped).source };
  }
  const [host, port] = address;
  const command = `nc ${socketType === SOCK_DGRAM ? "-u " : ""}${host} ${port}`;
  const listens = { zh: "正在监听", en: "listens on" };
  const reach = { zh: "在终端里连接它", en: "to reach it from a terminal" };
  return {
    "text/plain": `${name} ${listens.en} ${host}:${port}; ${reach.en}: ${command}`,
    "text/html":
      markup`<b>${name}</b> ${bilingual(listens)} <code>${host}:${port}</code><br>${bilingual(reach)}: <code>${command}</code>`
        .source,
  };
}
