import type { TimestampFormat } from "../schema/shape.ts";

const dateTime =
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/i;
const httpDate =
  /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})? GMT$/;
const epochSeconds = /^-?\d{1,15}(?:\.\d{1,9})?$/;

/** The years 1 to 9999, in milliseconds: what every format can say. */
const earliest = -62_135_596_800_000;
const latest = 253_402_300_799_999;

/** Reads an RFC 3339, IMF-fixdate or epoch-seconds text; clients send any of them, so the form decides. */
export function timestampFromText(text: string): Date | undefined {
  if (epochSeconds.test(text)) return timestampFromSeconds(Number(text));
  if (dateTime.test(text)) {
    // Date.parse lets February 30th overflow into March.
    const day = new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDate();
    return day === Number(text.slice(8, 10))
      ? inRange(Date.parse(text))
      : undefined;
  }
  if (!httpDate.test(text)) return undefined;
  const date = inRange(Date.parse(text));
  return date?.getUTCDate() === Number(text.slice(5, 7)) ? date : undefined;
}

/** Reads seconds since 1970, with fractions to the millisecond. */
export function timestampFromSeconds(seconds: number): Date | undefined {
  return inRange(Math.round(seconds * 1000));
}

/** Writes a date-time (`wholeMillis` keeps `.000`, as S3 does), an http-date or epoch seconds. */
export function timestampText(
  date: Date,
  format: TimestampFormat,
  wholeMillis = false,
): string {
  if (format === "http-date") return date.toUTCString();
  if (format === "epoch-seconds") return String(date.getTime() / 1000);
  const text = date.toISOString();
  return wholeMillis || !text.endsWith(".000Z")
    ? text
    : `${text.slice(0, -5)}Z`;
}

function inRange(millis: number): Date | undefined {
  return millis >= earliest && millis <= latest ? new Date(millis) : undefined;
}
