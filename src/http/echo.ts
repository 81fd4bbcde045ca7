/** Responds with the contents of the request, for trying out forms. */
import { type Markup, markup } from "../text/markup.js";
import { prefersHtml } from "./accept.js";
import type { Request } from "./request.js";
import { type Response, textResponse } from "./response.js";

type Field = readonly [name: string, value: string];

/**
 * Responds with the contents of a request: as a page if the client prefers HTML, otherwise as
 * text with one line per field.
 */
export function echo(request: Request): Response {
  const { method, target, version, headers, body } = request;
  const facts: Field[] = [
    ["method", method],
    ["target", target],
    ["version", version],
    ["content-type", headers.get("content-type") ?? ""],
    ["bytes", `${body.length}`],
  ];
  const fields = fieldsOf(request);
  // RFC 9110 section 12.5.5: caches must know that the response depends on this field.
  const vary = { Vary: "Accept" };
  if (prefersHtml(headers.get("accept"))) {
    const html = { "Content-Type": "text/html; charset=utf-8", ...vary };
    return textResponse(200, page(facts, fields), html);
  }
  const lines = [...facts, ...fields].map(([name, value]) => `${name}: ${value}\n`);
  return textResponse(200, lines.join(""), vary);
}

/** Returns the fields of a form. A body of text becomes a single field. */
function fieldsOf({ headers, body }: Request): Field[] {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") {
    return [...new URLSearchParams(body.toString())];
  }
  return type?.startsWith("text/") === true ? [["text", body.toString()]] : [];
}

function page(facts: readonly Field[], fields: readonly Field[]): string {
  return markup`<!doctype html>
<html lang="zh">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>回声 · Echo</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>回声 <span lang="en">Echo</span></h1>
<h2>到达的请求 <span lang="en">The request</span></h2>
${table(facts)}
<h2>字段 <span lang="en">Fields</span></h2>
${table(fields)}
<p><a href="/form/">再试一次 <span lang="en">Try again</span></a></p>
</main>
</body>
</html>
`.source;
}

function table(rows: readonly Field[]): Markup {
  const lines = rows.map(
    ([name, value]) => markup`<tr><th>${name}</th><td>${value}</td></tr>
`,
  );
  return markup`<table>
${lines}</table>`;
}
