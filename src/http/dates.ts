/** Dates in header fields: RFC 9110 section 5.6.7. */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const TIME = "(?<hour>\\d\\d):(?<minute>\\d\\d):(?<second>\\d\\d)";
const WEEKDAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";

/**
 * The form to send, and two obsolete forms that recipients must accept: those of RFC 850 and of
 * asctime(3).
 */
const FORMS = [
  `${WEEKDAY}, (?<day>\\d\\d) (?<month>[A-Z][a-z]{2}) (?<year>\\d{4}) ${TIME} GMT`,
  `${WEEKDAY}[a-z]*, (?<day>\\d\\d)-(?<month>[A-Z][a-z]{2})-(?<year>\\d\\d) ${TIME} GMT`,
  `${WEEKDAY} (?<month>[A-Z][a-z]{2}) (?<day>[ \\d]\\d) ${TIME} (?<year>\\d{4})`,
].map((form) => new RegExp(`^${form}$`));

/**
 * Parses the date of a header field. Returns milliseconds since 1970, or `null` for anything that
 * is not a date.
 *
 * @param text The value of the field.
 * @param now The current time in milliseconds since 1970; a two-digit year is at most 50 years
 *   later.
 */
export function parseHttpDate(text: string, now: number = Date.now()): number | null {
  const parts = FORMS.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  if (parts === undefined) return null;
  const month = MONTHS.indexOf(parts.month ?? "");
  let year = Number(parts.year);
  if (parts.year?.length === 2) {
    const thisYear = new Date(now).getUTCFullYear();
    year += thisYear - (thisYear % 100);
    if (year > thisYear + 50) year -= 100;
  }
  const [day, hour, minute, second] = ["day", "hour", "minute", "second"].map((name) =>
    Number(parts[name]),
  ) as [number, number, number, number];
  const time = Date.UTC(year, month, day, hour, minute, second);
  // Date.UTC() makes a day in March of 31 February. A leap second has the number 60.
  const exists = month >= 0 && new Date(time).getUTCDate() === day;
  return exists && hour < 24 && minute < 60 && second <= 60 ? time : null;
}

/** Formats a date, given in milliseconds since 1970, such as `Sun, 06 Nov 1994 08:49:37 GMT`. */
export function formatHttpDate(milliseconds: number): string {
  return new Date(milliseconds).toUTCString();
}
