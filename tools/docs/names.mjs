// The titles of the reference's pages and members.
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
    // The origin of a constant, such as `constants.AF_INET`, does not help a reader.
    for (const constant of project.getReflectionsByKind(ReflectionKind.Variable)) {
      if (constant.isDeclaration()) delete constant.defaultValue;
    }
  });
}
