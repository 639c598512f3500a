import { InvalidParameterException } from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";

/**
 * Refuses what filters can be given for transformed and for centralized logs: there are neither here.
 * @throws Fault InvalidParameterException
 */
export function refuseCentralized(input: {
  applyOnTransformedLogs?: boolean | undefined;
  fieldSelectionCriteria?: string | undefined;
  emitSystemFieldDimensions?: readonly string[] | undefined;
  emitSystemFields?: readonly string[] | undefined;
}): void {
  if (input.applyOnTransformedLogs)
    throw fault(
      InvalidParameterException,
      "applyOnTransformedLogs can only be true for log groups with a transformer; transformers are not offered.",
    );
  const given = (
    [
      "fieldSelectionCriteria",
      "emitSystemFieldDimensions",
      "emitSystemFields",
    ] as const
  ).find((name) => (input[name]?.length ?? 0) > 0);
  if (given !== undefined)
    throw fault(
      InvalidParameterException,
      `${given} is for centralized logs, which are not offered.`,
    );
}
