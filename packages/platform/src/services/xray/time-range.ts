import { InvalidRequestException } from "@aws-sdk/client-xray";
import { fault } from "../../core/errors.ts";

const HOUR = 3_600_000;

/** Milliseconds since the epoch. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** A range that a request asks for. @throws Fault InvalidRequestException */
export function timeRange(start: Date, end: Date, hours: number): TimeRange {
  const from = start.getTime();
  const to = end.getTime();
  if (from > to)
    throw fault(
      InvalidRequestException,
      "StartTime must not be later than EndTime.",
    );
  if (to - from > hours * HOUR)
    throw fault(
      InvalidRequestException,
      `Time range cannot be longer than ${hours} hours.`,
    );
  return { from, to };
}
