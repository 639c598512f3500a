import {
  InvalidParameterValueException,
  type AliasConfiguration,
  type AliasRoutingConfiguration,
} from "@aws-sdk/client-lambda";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { referenceTo, type FunctionReference } from "./function-reference.ts";
import { checkVersionExists } from "./function-rows.ts";
import type { AliasRow } from "./tables.ts";

/** An alias as the API answers it. */
export function aliasOf(
  row: AliasRow,
  reference: FunctionReference,
): AliasConfiguration {
  return {
    AliasArn: referenceTo(reference, row.functionName, row.name).arn,
    Name: row.name,
    FunctionVersion: row.functionVersion,
    Description: row.description,
    ...(row.routing ? { RoutingConfig: row.routing } : {}),
    RevisionId: row.revisionId,
  };
}

/**
 * Checks an alias's versions and weights; an empty routing is none.
 * @throws Fault InvalidParameterValueException, ResourceNotFoundException
 */
export async function checkedRouting(
  reference: FunctionReference,
  version: string,
  routing: AliasRoutingConfiguration | undefined,
  ctx: Context,
): Promise<AliasRoutingConfiguration | undefined> {
  await checkVersionExists(reference, version, ctx);
  const weights = Object.entries(routing?.AdditionalVersionWeights ?? {});
  const [additional] = weights;
  if (!additional) return undefined;
  const [other] = additional;
  if (weights.length > 1)
    throw fault(
      InvalidParameterValueException,
      "Number of items in AdditionalVersionWeights cannot be greater than 1.",
    );
  if (version === "$LATEST" || other === "$LATEST")
    throw fault(
      InvalidParameterValueException,
      "$LATEST is not supported for an alias pointing to more than 1 version",
    );
  if (other === version)
    throw fault(
      InvalidParameterValueException,
      `Invalid function version ${other}. Function version ${other} is already included in routing configuration.`,
    );
  await checkVersionExists(reference, other, ctx);
  return routing;
}

/** The version that a call of an alias goes to; `chance` is a number from 0 to 1. */
export function chosenVersion(
  { functionVersion, routing }: AliasRow,
  chance: number,
): string {
  let passed = 0;
  for (const [version, weight] of Object.entries(
    routing?.AdditionalVersionWeights ?? {},
  )) {
    passed += weight;
    if (chance < passed) return version;
  }
  return functionVersion;
}
