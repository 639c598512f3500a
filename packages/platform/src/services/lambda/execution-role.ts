import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { parseArn } from "../../core/arn.ts";
import { assumedRole, type AssumedRole } from "../../core/assumed-role.ts";
import type { Context } from "../../core/context.ts";
import { Fault, fault } from "../../core/errors.ts";
import type { FunctionReference } from "./function-reference.ts";

/**
 * Assumes a function's role as Lambda, for the function: its trust policy decides, and its session is
 * named after the function, as AWS's are.
 * @throws Fault AccessDenied as STS refuses
 */
export function assumeExecutionRole(
  roleArn: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<AssumedRole> {
  const { functionArn, functionName, accountId, region } = reference;
  return assumedRole(
    roleArn,
    functionName,
    {
      as: "lambda.amazonaws.com",
      sourceArn: functionArn,
      accountId,
      region,
    },
    ctx,
    { sourceFunctionArn: functionArn },
  );
}

/**
 * Refuses a role of another account, and one that is not there or does not trust Lambda.
 * @throws Fault InvalidParameterValueException, AccessDeniedException
 */
export async function checkExecutionRole(
  roleArn: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  if (parseArn(roleArn)?.accountId !== reference.accountId)
    throw fault(
      "AccessDeniedException",
      "Cross-account pass role is not allowed.",
      403,
    );
  try {
    await assumeExecutionRole(roleArn, reference, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault(InvalidParameterValueException, CANNOT_BE_ASSUMED);
  }
}

export const CANNOT_BE_ASSUMED =
  "The role defined for the function cannot be assumed by Lambda.";
