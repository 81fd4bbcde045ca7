// Finds the system's Chromium or Chrome.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const NAMES = ["chromium", "google-chrome", "google-chrome-stable", "chromium-browser"];

export const ADVICE =
  "needs a browser: apt install chromium, or install Chrome, or name one: CHROMIUM_PATH=/path/to/chrome";

/** Turns off Chromium's own network requests, and what does not work in a container. */
export const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** The path of the browser, if there is one. */
export function findBrowser() {
  return process.env.CHROMIUM_PATH || onPath();
}

/** @returns {string | undefined} */
function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const files = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
