import { AssumeRoleWithWebIdentityCommand } from "@aws-sdk/client-sts";
import { parseArn } from "../../../core/arn.ts";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { roleSession, sessionSeconds } from "../role-session.ts";
import { roleOf, roleTagKeys } from "../roles.ts";
import { packedPolicySize, sessionPolicies } from "../session-policies.ts";
import { sessionTags } from "../session-tags.ts";
import { claimKeys } from "../web-identity/condition-keys.ts";
import { identifyByToken } from "../web-identity/identify.ts";
import { sourceIdentityIn, tagsIn } from "../web-identity/session-claims.ts";
import { audiencesOf } from "../web-identity/token.ts";

/** Trades an identity provider's token for a role's credentials: the role's trust policy decides. */
export const AssumeRoleWithWebIdentity = operation(
  AssumeRoleWithWebIdentityCommand,
  {
    identify: ({ RoleArn, WebIdentityToken }, ctx) =>
      identifyByToken(RoleArn, WebIdentityToken, ctx),

    needs: async ({ RoleArn, RoleSessionName }, ctx) => {
      const { caller } = ctx;
      if (caller.type !== "WebIdentityUser" || !caller.claims) throw denied();
      const { tags, transitiveKeys } = tagsIn(caller.claims);
      const sourceIdentity = sourceIdentityIn(caller.claims);
      const keys = {
        ...claimKeys(caller.issuer, caller.claims),
        ...roleTagKeys(await roleOf(RoleArn, ctx)),
        "sts:RoleSessionName": RoleSessionName,
        "sts:SourceIdentity": sourceIdentity,
        "sts:TransitiveTagKeys":
          transitiveKeys.length === 0 ? undefined : transitiveKeys,
        "aws:FederatedProvider": caller.arn,
        ...requestTagKeys(tags),
      };
      const need = (action: string) => allow(`sts:${action}`, RoleArn, keys);
      return [
        need("AssumeRoleWithWebIdentity"),
        ...(tags.length === 0 ? [] : [need("TagSession")]),
        ...(sourceIdentity === undefined ? [] : [need("SetSourceIdentity")]),
      ];
    },
    audit: { redact: ["WebIdentityToken"] },

    async handle(
      { RoleArn, RoleSessionName, Policy, PolicyArns, DurationSeconds },
      ctx,
    ) {
      const { caller } = ctx;
      const role = await roleOf(RoleArn, ctx);
      if (!role || caller.type !== "WebIdentityUser" || !caller.claims)
        throw denied();
      const { claims, arn: federatedProvider } = caller;
      const accountId = parseArn(role.arn)?.accountId ?? "";
      const { tags, transitiveKeys } = tagsIn(claims);
      const limits = {
        ...(await sessionPolicies(Policy, PolicyArns, accountId, ctx)),
        ...sessionTags(caller, tags, transitiveKeys),
      };
      const PackedPolicySize = packedPolicySize(limits);
      const SourceIdentity = sourceIdentityIn(claims);
      const issuedAt = ctx.now();
      const seconds = sessionSeconds(DurationSeconds, role);
      return {
        ...roleSession(
          role,
          RoleSessionName,
          {
            issuedAt,
            expiresAt: issuedAt + seconds * 1000,
            mfa: false,
            federatedProvider,
            ...limits,
            ...(SourceIdentity === undefined
              ? {}
              : { sourceIdentity: SourceIdentity }),
          },
          ctx,
        ),
        SubjectFromWebIdentityToken: caller.userName,
        Provider: federatedProvider,
        Audience: audiencesOf(claims)[0],
        ...(PackedPolicySize === undefined ? {} : { PackedPolicySize }),
        ...(SourceIdentity === undefined ? {} : { SourceIdentity }),
      };
    },
  },
);

const denied = () =>
  fault(
    "AccessDenied",
    "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    403,
  );
