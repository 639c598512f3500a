const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How long values are kept at which resolution (CloudWatch user guide, "Metrics retention"). */
export const RESOLUTIONS = [
  { seconds: 1, kept: 3 * HOUR },
  { seconds: 60, kept: 15 * DAY },
  { seconds: 300, kept: 63 * DAY },
  { seconds: 3600, kept: 455 * DAY },
] as const;

/** The beginning of the time span of so many seconds that a time lies in. */
export function spanStart(at: number, seconds: number): number {
  return Math.floor(at / (seconds * 1000)) * seconds * 1000;
}

/**
 * The start of a query's time range, rounded down as CloudWatch does: to the minute within 15 days, to
 * five minutes within 63, to the hour beyond; to the period where that is shorter than a minute.
 */
export function roundedStart(
  start: number,
  now: number,
  periodSeconds: number,
): number {
  const age = now - start;
  if (periodSeconds < 60) return spanStart(start, periodSeconds);
  if (age < 15 * DAY) return spanStart(start, 60);
  return spanStart(start, age < 63 * DAY ? 300 : 3600);
}

/** Whether CloudWatch takes a period of so many seconds. */
export function isPeriod(seconds: number): boolean {
  return [1, 5, 10, 20, 30].includes(seconds) || seconds % 60 === 0;
}
