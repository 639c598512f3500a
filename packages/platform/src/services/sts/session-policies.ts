import {
  MalformedPolicyDocumentException,
  PackedPolicyTooLargeException,
  type PolicyDescriptorType,
} from "@aws-sdk/client-sts";
import { parsePolicy } from "@gatehouse/authz";
import { deflateRawSync } from "node:zlib";
import { parseArn } from "../../core/arn.ts";
import type { Session } from "../../core/caller.ts";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { awsManagedPolicy } from "../../core/identity/aws-managed.ts";
import { managedPolicies, nameKey } from "../../core/identity/tables.ts";

const ARNS_AT_MOST = 10;
/** Characters that the inline document and the ARNs may take together (AssumeRole: "can't exceed 2,048 characters"). */
const PLAIN_AT_MOST = 2048;
/** Bytes that policies and tags may take packed. AWS does not tell its own limit. */
const PACKED_AT_MOST = 2048;

/** The session policies that a call gives, checked; `accountId` is the role's. @throws Fault MalformedPolicyDocument, PackedPolicyTooLarge, ValidationError */
export async function sessionPolicies(
  document: string | undefined,
  descriptors: readonly PolicyDescriptorType[] | undefined,
  accountId: string,
  ctx: Context,
): Promise<Pick<Session, "policies" | "policyArns">> {
  const arns = (descriptors ?? []).flatMap(({ arn }) =>
    arn === undefined ? [] : [arn],
  );
  if (arns.length > ARNS_AT_MOST)
    throw invalid(`A session takes ${ARNS_AT_MOST} managed policies at most.`);
  for (const arn of arns) await checkManaged(arn, accountId, ctx);
  const plain = (document ?? "").length + arns.join("").length;
  if (plain > PLAIN_AT_MOST) throw tooLarge((plain / PLAIN_AT_MOST) * 100);

  if (document !== undefined) {
    const parsed = parsePolicy(document, "session");
    if (!parsed.ok)
      throw fault(MalformedPolicyDocumentException, parsed.message);
  }
  return {
    ...(document === undefined ? {} : { policies: [document] }),
    ...(arns.length === 0 ? {} : { policyArns: arns }),
  };
}

/** How much of the room for policies and tags a session takes, in percent; undefined where it has neither. @throws Fault PackedPolicyTooLarge */
export function packedPolicySize({
  policies,
  policyArns,
  tags,
}: Partial<Session>): number | undefined {
  if (!policies && !policyArns && !tags) return undefined;
  const packed = deflateRawSync(JSON.stringify({ policies, policyArns, tags }));
  const percent = Math.ceil((packed.byteLength / PACKED_AT_MOST) * 100);
  if (percent > 100) throw tooLarge(percent);
  return percent;
}

/** A managed policy of AWS, or of the role's own account. */
async function checkManaged(
  arn: string,
  accountId: string,
  ctx: Context,
): Promise<void> {
  const owner = parseArn(arn)?.accountId;
  const found =
    owner === "aws"
      ? await awsManagedPolicy(arn)
      : owner === accountId
        ? await ctx
            .table(managedPolicies, { accountId })
            .get(nameKey(arn.split("/").at(-1) ?? ""))
        : undefined;
  if (found?.arn !== arn)
    throw invalid(`Policy ${arn} does not exist or is not attachable.`);
}

const invalid = (message: string) => fault("ValidationError", message, 400);

const tooLarge = (percent: number) =>
  fault(
    PackedPolicyTooLargeException,
    `Packed size of session policies and tags consumes ${Math.ceil(percent)}% of allotted space.`,
  );
