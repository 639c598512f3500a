import {
  InvalidParameterValueException,
  type DeadLetterConfig,
} from "@aws-sdk/client-lambda";
import { parseArn } from "../../../../core/arn.ts";
import type { Context } from "../../../../core/context.ts";
import { fault, Fault } from "../../../../core/errors.ts";
import { CANNOT_BE_ASSUMED } from "../../execution-role.ts";
import {
  functionReference,
  type FunctionReference,
} from "../../function-reference.ts";
import { referredVersion } from "../../function-rows.ts";
import { KINDS, NOT_BUILT, type DestinationKind, type Use } from "./kinds.ts";
import { roleSession } from "./role-session.ts";

/** A target that a function is to get. */
export interface WantedTarget {
  /** An ARN. */
  readonly target: string;
  readonly use: Use;
  readonly reference: FunctionReference;
  /** The ARN of the function's role. */
  readonly role: string;
}

/**
 * Refuses a target to which records cannot go, and one to which the function's role may not send them.
 * @throws Fault InvalidParameterValueException
 */
export async function checkTarget(
  wanted: WantedTarget,
  ctx: Context,
): Promise<void> {
  const { target, use, reference } = wanted;
  const { service = "" } = parseArn(target) ?? {};
  const kind = KINDS[service];
  if (!kind?.uses.includes(use))
    throw fault(InvalidParameterValueException, unusable(wanted, service));
  if (service === "lambda") await checkFunction(target, reference, ctx);
  if (!(await mayReach(wanted, kind, ctx)))
    throw fault(
      InvalidParameterValueException,
      `The ${use === "deadLetter" ? "provided" : "function's"} execution role does not have permissions to call ${kind.call}`,
    );
}

/**
 * The same for the dead-letter queue that a function is to get, where it is to get one.
 * @throws Fault InvalidParameterValueException
 */
export async function checkDeadLetters(
  config: DeadLetterConfig | undefined,
  role: string | undefined,
  reference: FunctionReference,
  ctx: Context,
): Promise<void> {
  const target = config?.TargetArn;
  if (!target) return;
  const use = "deadLetter";
  await checkTarget({ target, use, reference, role: role ?? "" }, ctx);
}

function unusable({ target, use }: WantedTarget, service: string): string {
  const unbuilt = NOT_BUILT[service];
  if (unbuilt !== undefined)
    return `${unbuilt} are not built as targets of ${use === "deadLetter" ? "dead letters" : "invocation records"}: ${target}`;
  if (service === "s3" && use === "onSuccess")
    return "S3 buckets are supported only for on-failure destinations.";
  return use === "deadLetter"
    ? `The provided DeadLetterConfig target ${target} is neither an SQS queue nor an SNS topic.`
    : `The destination ARN ${target} is invalid.`;
}

async function checkFunction(
  target: string,
  from: FunctionReference,
  ctx: Context,
): Promise<void> {
  const region = parseArn(target)?.region ?? from.region;
  try {
    const to = functionReference(target, undefined, { ...from, region });
    if (to.functionArn === from.functionArn)
      throw fault(
        InvalidParameterValueException,
        "You can't specify the function as a destination for itself.",
      );
    await referredVersion(to, ctx);
  } catch (error) {
    if (error instanceof Fault && error.name === "ResourceNotFoundException")
      throw fault(
        InvalidParameterValueException,
        `The destination ARN ${target} is invalid.`,
      );
    throw error;
  }
}

async function mayReach(
  { target, role, reference }: WantedTarget,
  kind: DestinationKind,
  ctx: Context,
): Promise<boolean> {
  const asRole = ctx.aside(await assumed(role, reference, ctx));
  for (const { action, resource } of kind.needs(target, reference.functionName))
    if (!(await asRole.permits(action, resource))) return false;
  return true;
}

async function assumed(
  role: string,
  reference: FunctionReference,
  ctx: Context,
) {
  try {
    return await roleSession(role, reference, ctx);
  } catch (error) {
    if (!(error instanceof Fault) || error.status >= 500) throw error;
    throw fault(InvalidParameterValueException, CANNOT_BE_ASSUMED);
  }
}
