import {
  InvalidParameterException,
  type MetricTransformation,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault, type Fault } from "../../../core/errors.ts";
import { numberOf } from "../filter/comparison.ts";
import { selectorPath } from "../filter/condition-tokens.ts";

const DIMENSIONS_AT_MOST = 3;
const LONGEST_NAME = 255;

/**
 * Refuses a transformation that could never make a metric.
 * @throws Fault InvalidParameterException
 */
export function checkTransformation(
  transformation: MetricTransformation,
  filterPattern: string,
): void {
  const {
    metricNamespace = "",
    metricValue = "",
    defaultValue,
    dimensions,
  } = transformation;
  if (metricNamespace.startsWith("AWS/"))
    throw invalid("metricNamespace must not start with AWS/.");
  if (
    !isSelector(metricValue, filterPattern) &&
    numberOf(metricValue) === undefined
  )
    throw invalid(
      `metricValue must be a number, or a field of the filter pattern: ${metricValue}`,
    );
  if (dimensions) checkDimensions(dimensions, filterPattern);
  if (defaultValue !== undefined && Object.keys(dimensions ?? {}).length > 0)
    throw invalid("dimensions and default value are mutually exclusive.");
}

function checkDimensions(
  dimensions: Readonly<Record<string, string>>,
  filterPattern: string,
): void {
  const entries = Object.entries(dimensions);
  if (entries.length > DIMENSIONS_AT_MOST)
    throw invalid(
      `at most ${DIMENSIONS_AT_MOST} dimensions may be assigned to a metric.`,
    );
  for (const [name, selector] of entries) {
    if (
      name.trim() === "" ||
      name.startsWith(":") ||
      name.length > LONGEST_NAME
    )
      throw invalid(`the dimension name is not valid: ${name}`);
    if (!isSelector(selector, filterPattern))
      throw invalid(
        `the dimension value must be a field of the filter pattern: ${selector}`,
      );
  }
}

/** `$.field` goes with a JSON pattern, `$field` with one of fields separated by spaces. */
function isSelector(text: string, filterPattern: string): boolean {
  const pattern = filterPattern.trim();
  if (pattern.startsWith("[")) return /^\$[\p{L}\p{N}_]+$/u.test(text);
  return pattern.startsWith("{") && selectorPath(text) !== undefined;
}

const invalid = (reason: string): Fault =>
  fault(InvalidParameterException, `Invalid metric transformation: ${reason}`);
