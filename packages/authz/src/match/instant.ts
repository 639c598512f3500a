/**
 * Reads a date of a policy or a request to milliseconds since 1970: a W3C profile of ISO 8601 (from `YYYY` to fractions
 * of a second with a zone) or whole seconds since 1970, as AWS's date operators take them. Four digits are a year.
 */
export function parseInstant(text: string): number | undefined {
  if (/^[+-]?\d+$/.test(text) && !/^\d{4}$/.test(text)) return seconds(text);
  const found = ISO.exec(text);
  if (!found) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = found;
  const [y, mo, d] = [Number(year), Number(month ?? 1), Number(day ?? 1)];
  const [h, mi, s] = [
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ];
  if (mo < 1 || mo > 12 || d < 1 || d > daysIn(y, mo)) return undefined;
  if (h > 24 || mi > 59 || s > 60 || (h === 24 && (mi > 0 || s > 0)))
    return undefined;
  const offset = offsetMinutes(zone);
  if (offset === undefined) return undefined;
  const milliseconds = Math.floor(Number(`0.${fraction ?? 0}`) * 1000);
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  date.setUTCHours(h, mi - offset, s, milliseconds);
  return date.getTime();
}

const ISO =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:[Tt](\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?)?)?$/;

const daysIn = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

function offsetMinutes(zone: string | undefined): number | undefined {
  if (zone === undefined || zone === "Z" || zone === "z") return 0;
  const sign = zone.startsWith("-") ? -1 : 1;
  const hours = Number(zone.slice(1, 3));
  const minutes = Number(zone.slice(3).replace(":", "") || 0);
  return hours > 23 || minutes > 59 ? undefined : sign * (hours * 60 + minutes);
}

const MAX_SECONDS = 2n ** 63n - 1n;

function seconds(text: string): number | undefined {
  if (text.length > 20) return undefined;
  const value = BigInt(text.replace("+", ""));
  if (value > MAX_SECONDS || value < -MAX_SECONDS) return undefined;
  return Number(value) * 1000;
}
