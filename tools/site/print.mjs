// Prints a page as a PDF: node tools/site/print.mjs PAGE.html FILE.pdf zh|en|both
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { Failure, main } from "../setup/run.mjs";
import { ADVICE, ARGUMENTS, findBrowser } from "./browser.mjs";

main(async () => {
  const [page = "", file = "", language] = process.argv.slice(2);
  const executablePath = findBrowser();
  if (!executablePath) throw new Failure(`--pdf ${ADVICE}`);
  const browser = await chromium.launch({ executablePath, args: ARGUMENTS }).catch((error) => {
    throw new Failure(`--pdf cannot start ${executablePath}`, `${error}`);
  });
  try {
    const tab = await browser.newPage({ colorScheme: "light" });
    tab.setDefaultTimeout(0);
    await tab.goto(`${pathToFileURL(page)}`);
    await tab.locator(`[name=language][value=${language}]`).setChecked(true, { force: true });
    await tab.pdf({ path: file, preferCSSPageSize: true, tagged: true, outline: true });
  } finally {
    await browser.close();
  }
  return 0;
});
