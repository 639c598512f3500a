import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { parseArn } from "../../../core/arn.ts";
import type { Caller } from "../../../core/caller.ts";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { Role } from "../../../core/identity/tables.ts";
import { allow, operation, type Need } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { roleSession, sessionSeconds } from "../role-session.ts";
import { isRoleArn, roleOf, roleTagKeys } from "../roles.ts";
import { packedPolicySize, sessionPolicies } from "../session-policies.ts";
import { inheritedTags, sessionTags } from "../session-tags.ts";

/** A session made from another role's session ends after an hour at most. */
const CHAINED_LONGEST = 3600;

/** Trades the caller's credentials for a role's: the caller's policies and the role's trust policy decide. */
export const AssumeRole = operation(AssumeRoleCommand, {
  needs: async (input, ctx) => {
    if (ctx.caller.type === "Root")
      throw denied("Roles may not be assumed by root accounts.");
    if (!isRoleArn(input.RoleArn))
      throw fault("ValidationError", `${input.RoleArn} is invalid`, 400);
    const keys = await conditionKeys(input, ctx);
    const need = (action: string) =>
      allow(`sts:${action}`, input.RoleArn, keys);
    return [
      need("AssumeRole"),
      ...(passesTags(input, ctx) ? [need("TagSession")] : []),
      ...(keys["sts:SourceIdentity"] === undefined
        ? []
        : [need("SetSourceIdentity")]),
    ];
  },

  async handle(input, ctx) {
    const { RoleArn, RoleSessionName } = input;
    const { caller } = ctx;
    const role = await roleOf(RoleArn, ctx);
    // Authorization has found the role's trust policy; it is gone only if it was deleted since, or never there.
    if (!role)
      throw denied(
        `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}`,
      );

    const accountId = parseArn(role.arn)?.accountId ?? "";
    const chained = caller.type === "AssumedRole";
    const seconds = roleSeconds(input.DurationSeconds, role, chained);
    const limits = {
      ...(await sessionPolicies(
        input.Policy,
        input.PolicyArns,
        accountId,
        ctx,
      )),
      ...sessionTags(caller, input.Tags, input.TransitiveTagKeys),
    };
    const PackedPolicySize = packedPolicySize(limits);
    const SourceIdentity = sourceIdentity(input.SourceIdentity, caller);
    const issuedAt = ctx.now();
    const session = {
      issuedAt,
      expiresAt: issuedAt + seconds * 1000,
      mfa: false,
      ...limits,
      ...(chained ? { chained } : {}),
      ...(SourceIdentity === undefined
        ? {}
        : { sourceIdentity: SourceIdentity }),
      ...sourceFunction(caller),
    };
    return {
      ...roleSession(role, RoleSessionName, session, ctx),
      ...(PackedPolicySize === undefined ? {} : { PackedPolicySize }),
      ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
    };
  },
});

/** What AssumeRole is asked, as far as conditions see it. */
type Asked = Pick<
  AssumeRoleCommand["input"],
  | "ExternalId"
  | "RoleArn"
  | "RoleSessionName"
  | "SourceIdentity"
  | "Tags"
  | "TransitiveTagKeys"
>;

async function conditionKeys(
  { Tags = [], ...asked }: Asked,
  ctx: NeedsContext,
): Promise<NonNullable<Need["keys"]>> {
  const role = await roleOf(asked.RoleArn ?? "", ctx);
  return {
    "sts:RoleSessionName": asked.RoleSessionName,
    "sts:ExternalId": asked.ExternalId,
    "sts:SourceIdentity":
      asked.SourceIdentity ?? ctx.caller.session?.sourceIdentity,
    "sts:TransitiveTagKeys": asked.TransitiveTagKeys,
    ...requestTagKeys(Tags),
    ...roleTagKeys(role),
  };
}

/** Transitive tags of the calling session are passed on too: every role on the way must allow it. */
const passesTags = ({ Tags }: Asked, { caller }: NeedsContext): boolean =>
  (Tags?.length ?? 0) > 0 || Object.keys(inheritedTags(caller)).length > 0;

function roleSeconds(
  asked: number | undefined,
  role: Role,
  chained: boolean,
): number {
  const seconds = sessionSeconds(asked, role);
  if (chained && seconds > CHAINED_LONGEST)
    throw fault(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      400,
    );
  return seconds;
}

/** A source identity, once set, stays through every further role. */
function sourceIdentity(
  asked: string | undefined,
  { session }: Caller,
): string | undefined {
  const known = session?.sourceIdentity;
  if (known !== undefined && asked !== undefined && asked !== known)
    throw denied(
      "The source identity of the calling session cannot be changed.",
    );
  return known ?? asked;
}

/** Credentials that Lambda fetches for a function are marked with it: `lambda:SourceFunctionArn`. */
function sourceFunction(caller: Caller) {
  if (caller.type !== "AWSService" || caller.service !== "lambda.amazonaws.com")
    return {};
  return caller.sourceArn === undefined
    ? {}
    : { sourceFunctionArn: caller.sourceArn };
}

const denied = (message: string) => fault("AccessDenied", message, 403);
