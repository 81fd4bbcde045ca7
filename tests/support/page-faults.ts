/** What is wrong with the HTML of a page. */
import { HtmlValidate } from "html-validate";

const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "long-title": "off",
    "no-inline-style": "off", // the outputs' own, which must do in JupyterLab as well
    "no-trailing-whitespace": "off", // what a program printed stays as it is
    "prefer-tbody": "off",
    "valid-id": ["error", { relaxed: true }], // JupyterLab names a heading by its text
  },
});

/** What is wrong with a page. */
export async function faults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  const messages = results.flatMap((result) => result.messages);
  return messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector})`);
}
