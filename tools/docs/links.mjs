// Links names in backticks to their symbols, and recv(2) to the manual, so that comments need no link tags.
import { Converter } from "typedoc";

/** @typedef {import("typedoc").CommentDisplayPart} Part */
/** @typedef {import("typedoc").Reflection} Reflection */

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(
    Converter.EVENT_RESOLVE_END,
    ({ project }) => {
      const find = finder(project);
      /**
       * @param {Part[]} parts
       * @param {Reflection} place
       */
      const linked = (parts, place) =>
        parts.map((part) => {
          if (part.kind === "text") return { ...part, text: withManual(part.text) };
          const target = part.kind === "code" ? find(part.text, place) : undefined;
          return target === undefined ? part : linkTo(target, part.text.slice(1, -1));
        });
      if (project.readme) project.readme = linked(project.readme, project);
      for (const reflection of Object.values(project.reflections)) {
        const { comment } = reflection;
        if (comment) comment.summary = linked(comment.summary, reflection);
        if (reflection.isDocument()) reflection.content = linked(reflection.content, reflection);
      }
    },
    // After TypeDoc has resolved the explicit links of the comments.
    -1000,
  );
}

/**
 * Turns the man pages in a text into links.
 * @param {string} text
 */
function withManual(text) {
  return text.replace(
    /(?<![\w.[])([a-z_][a-z_0-9]*)\(([1-8])\)/g,
    (page, name, section) =>
      `[${page}](https://man7.org/linux/man-pages/man${section}/${name}.${section}.html)`,
  );
}

/**
 * @param {Reflection} target
 * @param {string} text
 * @returns {Part}
 */
function linkTo(target, text) {
  return { kind: "inline-tag", tag: "@linkcode", text, target };
}

/**
 * Resolves a name in backticks in the scope of its comment: `Socket`, `AF_INET`, `Socket.recv()`, and
 * `recv()` beside other members of its class. A name in lower case is resolved only if
 * it is a call: `timeout` is a parameter, and `select(2)` a man page.
 * @param {import("typedoc").ProjectReflection} project
 */
function finder(project) {
  /** @type {Map<string, Reflection>} */
  const symbols = new Map();
  for (const symbol of project.children?.flatMap((module) => module.children ?? []) ?? []) {
    if (!symbols.has(symbol.name)) symbols.set(symbol.name, symbol);
    for (const member of symbol.children ?? []) {
      symbols.set(`${symbol.name}.${member.name}`, member);
    }
  }
  /**
   * @param {string} code
   * @param {Reflection} place
   */
  return (code, place) => {
    const [, name = "", member, call] = /^`(\w+)(\.\w+)?(\((?![1-8]\)).*\))?`$/.exec(code) ?? [];
    if (member === undefined && call === undefined && !/^[A-Z]/.test(name)) return;
    const own = place.isSignature() ? place.parent : place;
    const owners = [own?.name, own?.parent?.name].map((owner) => `${owner}.${name}`);
    const names = member === undefined ? [...owners, name] : [`${name}${member}`];
    const target = names.map((key) => symbols.get(key)).find((symbol) => symbol !== undefined);
    return target === own ? undefined : target;
  };
}
