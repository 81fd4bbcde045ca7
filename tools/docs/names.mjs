// What the reference calls its pages and members.
import { Converter, ReflectionKind } from "typedoc";

/** @param {import("typedoc").Application} app */
export function load(app) {
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const document of project.documents ?? []) {
      const text = document.content.map((part) => part.text).join("");
      document.name = /^# (.+)/.exec(text)?.[1] ?? document.name;
    }
    for (const member of project.getReflectionsByKind(ReflectionKind.Method)) {
      if (member.name === "[custom]") member.name = "[inspect.custom]";
    }
    // Where a constant comes from, such as `constants.AF_INET`, tells a reader nothing.
    for (const constant of project.getReflectionsByKind(ReflectionKind.Variable)) {
      if (constant.isDeclaration()) delete constant.defaultValue;
    }
  });
}
