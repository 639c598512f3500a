import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { fault } from "../../core/errors.ts";

/** Lambda answers at most 50 items a page, whatever is asked for. */
export const PAGE_AT_MOST = 50;

/** The number of items of a page. */
export function pageSize(asked: number | undefined): number {
  return Math.min(asked ?? PAGE_AT_MOST, PAGE_AT_MOST);
}

/** For a marker that no earlier answer held. */
export function invalidMarker() {
  return fault(
    InvalidParameterValueException,
    "The marker is not one that an earlier answer returned.",
  );
}
