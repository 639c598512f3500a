import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { parsePolicy } from "@gatehouse/authz";
import { globalArn, parseArn } from "../../../core/arn.ts";
import type { Caller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { nameKey, roles, type Role } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { temporaryCredentials } from "../credentials.ts";

const DEFAULT_SECONDS = 3600;
/** A session made from another role's session ends after an hour at most. */
const CHAINED_LONGEST = 3600;

/** Trades the caller's credentials for a role's: the caller's policies and the role's trust policy decide. */
export const AssumeRole = operation(AssumeRoleCommand, {
  needs: ({
    RoleArn,
    RoleSessionName,
    ExternalId,
    SourceIdentity,
    Tags,
    TransitiveTagKeys,
  }) => {
    const keys = {
      "sts:RoleSessionName": RoleSessionName,
      "sts:ExternalId": ExternalId,
      "sts:SourceIdentity": SourceIdentity,
      "sts:TransitiveTagKeys": TransitiveTagKeys,
      "aws:TagKeys": Tags?.map(({ Key }) => Key ?? ""),
      ...Object.fromEntries(
        (Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value]),
      ),
    };
    return [
      allow("sts:AssumeRole", RoleArn, keys),
      ...(Tags?.length ? [allow("sts:TagSession", RoleArn, keys)] : []),
      ...(SourceIdentity === undefined
        ? []
        : [allow("sts:SetSourceIdentity", RoleArn, keys)]),
    ];
  },

  async handle(input, ctx) {
    const role = await roleOf(input.RoleArn, ctx);
    const { caller } = ctx;
    if (caller.type === "Root")
      throw fault(
        "AccessDenied",
        "Roles may not be assumed by root accounts.",
        403,
      );

    const chained = caller.type === "AssumedRole";
    const seconds = sessionSeconds(input.DurationSeconds, role, chained);
    const policies =
      input.Policy === undefined ? [] : [checkedPolicy(input.Policy)];
    const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) =>
      arn === undefined ? [] : [arn],
    );
    const accountId = parseArn(role.arn)?.accountId ?? "";
    const issuedAt = ctx.now();
    const sessionArn = globalArn(
      "sts",
      accountId,
      `assumed-role/${role.roleName}/${input.RoleSessionName}`,
    );
    const AssumedRoleId = `${role.roleId}:${input.RoleSessionName}`;

    const Credentials = temporaryCredentials(ctx, {
      type: "AssumedRole",
      arn: sessionArn,
      accountId,
      principalId: AssumedRoleId,
      roleArn: role.arn,
      roleName: role.roleName,
      roleId: role.roleId,
      sessionName: input.RoleSessionName,
      session: {
        issuedAt,
        expiresAt: issuedAt + seconds * 1000,
        mfa: caller.session?.mfa ?? false,
        chained,
        ...(policies.length > 0 ? { policies } : {}),
        ...(policyArns.length > 0 ? { policyArns } : {}),
        ...sessionTags(input.Tags, input.TransitiveTagKeys, ctx),
        ...sourceIdentity(input.SourceIdentity, ctx),
        ...sourceFunction(caller),
      },
    });
    return {
      Credentials,
      AssumedRoleUser: { AssumedRoleId, Arn: sessionArn },
      ...(input.Policy === undefined
        ? {}
        : { PackedPolicySize: packedPercent(input.Policy) }),
      ...(input.SourceIdentity === undefined
        ? {}
        : { SourceIdentity: input.SourceIdentity }),
    };
  },
});

async function roleOf(roleArn: string, ctx: Context): Promise<Role> {
  const { accountId = "", resource = "" } = parseArn(roleArn) ?? {};
  const role = await ctx
    .table(roles, { accountId })
    .get(nameKey(resource.split("/").at(-1) ?? ""));
  // Authorization has found the role's trust policy; it is gone only if it was deleted since.
  if (!role)
    throw fault("AccessDenied", `The role ${roleArn} cannot be assumed.`, 403);
  return role;
}

function sessionSeconds(
  asked: number | undefined,
  role: Role,
  chained: boolean,
): number {
  const seconds = asked ?? DEFAULT_SECONDS;
  if (chained && seconds > CHAINED_LONGEST)
    throw fault(
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
      400,
    );
  if (seconds > role.maxSessionDuration)
    throw fault(
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
      400,
    );
  return seconds;
}

function checkedPolicy(document: string): string {
  const parsed = parsePolicy(document, "session");
  if (!parsed.ok) throw fault("MalformedPolicyDocument", parsed.message, 400);
  return document;
}

/** Session policies and tags may take 2,048 characters packed; the answer tells how much of it is used. */
function packedPercent(policy: string): number {
  const percent = Math.ceil((policy.length / 2048) * 100);
  if (percent > 100)
    throw fault(
      "PackedPolicyTooLarge",
      `Packed size of session tags consumes ${percent}% of allotted space.`,
      400,
    );
  return percent;
}

/** Transitive tags of the calling session go on to the next. */
function sessionTags(
  given:
    | readonly { Key: string | undefined; Value: string | undefined }[]
    | undefined,
  transitive: readonly string[] | undefined,
  { caller }: Context,
) {
  const inherited = Object.fromEntries(
    Object.entries(caller.session?.tags ?? {}).filter(([key]) =>
      caller.session?.transitiveTags?.includes(key),
    ),
  );
  const own = Object.fromEntries(
    (given ?? []).map(({ Key = "", Value = "" }) => [Key, Value]),
  );
  const tags = { ...own, ...inherited };
  if (Object.keys(tags).length === 0) return {};
  return {
    tags,
    transitiveTags: [
      ...new Set([...(transitive ?? []), ...Object.keys(inherited)]),
    ],
  };
}

/** Credentials that Lambda fetches for a function are marked with it: `lambda:SourceFunctionArn`. */
function sourceFunction(caller: Caller) {
  if (caller.type !== "AWSService" || caller.service !== "lambda.amazonaws.com")
    return {};
  return caller.sourceArn === undefined
    ? {}
    : { sourceFunctionArn: caller.sourceArn };
}

/** A source identity, once set, stays through every further role. */
function sourceIdentity(asked: string | undefined, { caller }: Context) {
  const identity = caller.session?.sourceIdentity ?? asked;
  return identity === undefined ? {} : { sourceIdentity: identity };
}
