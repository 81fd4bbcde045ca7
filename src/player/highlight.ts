/** Colours for the text of a TypeScript program: comments, strings and keywords. */
import { el } from "./dom.js";

const KEYWORDS =
  "as|async|await|break|case|catch|class|const|continue|default|delete|do|else|export|extends|false|finally|for|from|function|if|implements|import|in|instanceof|interface|let|new|null|of|private|protected|public|readonly|return|static|super|switch|this|throw|true|try|type|typeof|undefined|using|void|while|yield";

const TOKEN = new RegExp(
  [
    /(?<comment>\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))/.source,
    /(?<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`)/.source,
    String.raw`(?<keyword>(?<![\w$.])(?:${KEYWORDS})(?![\w$]))`,
  ].join("|"),
  "g",
);

/** The lines of a program, each as pieces that are text or coloured. */
export function highlighted(source: string): (HTMLElement | string)[][] {
  const text = source.replace(/\r\n?/g, "\n");
  const lines: (HTMLElement | string)[][] = [[]];
  const add = (piece: string, kind?: string): void => {
    for (const [index, part] of piece.split("\n").entries()) {
      if (index > 0) lines.push([]);
      if (part !== "")
        lines.at(-1)?.push(kind === undefined ? part : el("span", { class: kind }, part));
    }
  };
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    add(text.slice(end, match.index));
    const kind = Object.entries(match.groups ?? {}).find(([, value]) => value !== undefined)?.[0];
    add(match[0], kind);
    end = match.index + match[0].length;
  }
  add(text.slice(end));
  return lines;
}
