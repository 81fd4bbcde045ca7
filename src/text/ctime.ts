/** Dates in the format of ctime(3). */

import { shown } from "../validators.js";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONTHS = [
  ...["Jan", "Feb", "Mar", "Apr", "May", "Jun"],
  ...["Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
];

/**
 * Formats a date as ctime(3) does, in local time, without the newline: `Thu Jan  1 00:00:00 1970`.
 * The default is the current time. Throws `RangeError` for an invalid date.
 *
 * See [time.ctime](https://docs.python.org/3/library/time.html#time.ctime).
 */
export function ctime(date: Date = new Date()): string {
  if (!(date instanceof Date)) throw new TypeError(`date must be a Date, not ${shown(date)}`);
  if (Number.isNaN(date.getTime())) throw new RangeError("date is not a valid date");
  const day = `${date.getDate()}`.padStart(2);
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => `${part}`.padStart(2, "0"))
    .join(":");
  return `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${day} ${time} ${date.getFullYear()}`;
}
