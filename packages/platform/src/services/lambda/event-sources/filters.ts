import {
  InvalidParameterValueException,
  type FilterCriteria,
} from "@aws-sdk/client-lambda";
import { fault } from "../../../core/errors.ts";
import {
  readPattern,
  type EventPattern,
} from "../../../core/event-pattern/event-pattern.ts";

const AT_MOST = 5;

/**
 * The patterns of a request; undefined where it filters nothing.
 * @throws Fault InvalidParameterValueException
 */
export function checkedFilters(
  criteria: FilterCriteria | undefined,
): readonly string[] | undefined {
  const patterns = (criteria?.Filters ?? []).map(({ Pattern = "" }) => Pattern);
  if (patterns.length === 0) return undefined;
  if (patterns.length > AT_MOST)
    throw fault(
      InvalidParameterValueException,
      `The number of filters must not be more than ${AT_MOST}.`,
    );
  for (const pattern of patterns) {
    const read = readPattern(pattern);
    if (!read.ok)
      throw fault(
        InvalidParameterValueException,
        `Invalid filter pattern definition. ${read.message}`,
      );
  }
  return patterns;
}

/** Patterns ready to be asked; what a pattern of an earlier release no longer means matches nothing. */
export function compiledFilters(
  patterns: readonly string[] | undefined,
): readonly EventPattern[] | undefined {
  return patterns?.flatMap((text) => {
    const read = readPattern(text);
    return read.ok ? [read.pattern] : [];
  });
}

/** Whether a record passes: any pattern is enough. Its body is seen as JSON where it is an object or a list. */
export function passes(
  filters: readonly EventPattern[] | undefined,
  record: { readonly body: string },
): boolean {
  if (!filters) return true;
  const seen = { ...record, body: bodySeen(record.body) };
  return filters.some((pattern) => pattern.matches(seen));
}

function bodySeen(body: string): unknown {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : body;
  } catch {
    return body;
  }
}
