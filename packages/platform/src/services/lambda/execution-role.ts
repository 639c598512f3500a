import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { parseArn } from "../../core/arn.ts";
import type { RoleCaller } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { Fault, fault } from "../../core/errors.ts";
import type { FunctionReference } from "./function-reference.ts";

/** Temporary credentials of a function's role, and whom they stand for. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly caller: RoleCaller;
}

/**
 * Assumes a function's role as Lambda, for the function: its trust policy decides, and its session is
 * named after the function, as AWS's are.
 * @throws Fault AccessDenied as STS refuses
 */
export async function assumeExecutionRole(
  roleArn: string,
  reference: FunctionReference,
  ctx: Context,
): Promise<RoleCredentials> {
  const { Credentials, AssumedRoleUser } = await ctx.send(
    new AssumeRoleCommand({
      RoleArn: roleArn,
      RoleSessionName: reference.functionName,
    }),
    {
      as: "lambda.amazonaws.com",
      sourceArn: reference.functionArn,
      accountId: reference.accountId,
      region: reference.region,
    },
  );
  const expiration = Credentials?.Expiration ?? new Date(0);
  const principalId = AssumedRoleUser?.AssumedRoleId ?? "";
  return {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
    expiration,
    caller: {
      type: "AssumedRole",
      arn: AssumedRoleUser?.Arn ?? "",
      accountId: reference.accountId,
      principalId,
      accessKeyId: Credentials?.AccessKeyId ?? "",
      roleArn,
      roleName: roleArn.split("/").at(-1) ?? "",
      roleId: principalId.split(":")[0] ?? "",
      sessionName: reference.functionName,
      session: {
        issuedAt: ctx.now(),
        expiresAt: expiration.getTime(),
        mfa: false,
        sourceFunctionArn: reference.functionArn,
      },
    },
  };
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
