/** The script in an output: draws every recording of the document that has no player yet. */
import type { Recording } from "../notebook/recording/format.js";
import { mountPlayer } from "./player.js";

// A script in an output does not know its place: front ends move it, and the same output may be shown twice.
for (const element of document.querySelectorAll<HTMLElement>("[data-day29-recording]")) {
  const data = element.querySelector(":scope > script[type='application/json']");
  if (data === null || element.classList.contains("day29-player")) continue;
  try {
    mountPlayer(element, JSON.parse(data.textContent ?? "") as Recording);
  } catch (error) {
    console.error("day29: this recording cannot be drawn", error);
  }
}
