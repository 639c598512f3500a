import { GetFederationTokenCommand } from "@aws-sdk/client-sts";
import { globalArn } from "../../../core/arn.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { temporaryCredentials } from "../credentials.ts";
import { packedPolicySize, sessionPolicies } from "../session-policies.ts";
import { sessionTags } from "../session-tags.ts";

const DEFAULT_SECONDS = 43_200;
const ROOT_LONGEST = 3600;

/** Credentials of a user within session policies: without any, they may do only what resources allow them. */
export const GetFederationToken = operation(GetFederationTokenCommand, {
  needs: ({ Name, Tags = [] }, ctx) => {
    const arn = globalArn("sts", ctx.accountId, `federated-user/${Name}`);
    const keys = requestTagKeys(Tags);
    return [
      allow("sts:GetFederationToken", arn, keys),
      ...(Tags.length === 0 ? [] : [allow("sts:TagSession", arn, keys)]),
    ];
  },

  async handle({ Name, Policy, PolicyArns, DurationSeconds, Tags }, ctx) {
    const { caller } = ctx;
    if (caller.session || (caller.type !== "Root" && caller.type !== "IAMUser"))
      throw fault(
        "AccessDenied",
        "Cannot call GetFederationToken with session credentials",
        403,
      );
    const { accountId } = caller;
    const limits = {
      ...(await sessionPolicies(Policy, PolicyArns, accountId, ctx)),
      ...sessionTags(caller, Tags),
    };
    const PackedPolicySize = packedPolicySize(limits);
    const asked = DurationSeconds ?? DEFAULT_SECONDS;
    const seconds =
      caller.type === "Root" ? Math.min(asked, ROOT_LONGEST) : asked;
    const issuedAt = ctx.now();
    const arn = globalArn("sts", accountId, `federated-user/${Name}`);
    const principalId = `${accountId}:${Name}`;
    const Credentials = temporaryCredentials(ctx, {
      type: "FederatedUser",
      arn,
      accountId,
      principalId,
      userName: caller.type === "Root" ? "" : caller.userName,
      session: {
        issuedAt,
        expiresAt: issuedAt + seconds * 1000,
        mfa: false,
        ...limits,
      },
    });
    return {
      Credentials,
      FederatedUser: { FederatedUserId: principalId, Arn: arn },
      ...(PackedPolicySize === undefined ? {} : { PackedPolicySize }),
    };
  },
});
