import { parseArn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import {
  profileArn,
  signingJobs,
  signingProfiles,
  type ProfilePermission,
  type SigningProfileRow,
} from "./tables.ts";

/** What a profile's owner has granted holds for the profile and for the jobs that were signed with it. */
export const profilePolicy: ResourcePolicyOf = async (
  resource,
  _action,
  ctx,
) => {
  const {
    accountId = "",
    region = "",
    resource: path = "",
  } = parseArn(resource) ?? {};
  const place = { accountId, region };
  const [, kind, name = ""] = path.split("/");
  const profileName =
    kind === "signing-jobs"
      ? (await ctx.table(signingJobs).get(name))?.profileName
      : name;
  const profile =
    profileName === undefined
      ? undefined
      : await ctx.table(signingProfiles, place).get(profileName);
  const document =
    profile && profile.permissions.length > 0
      ? policyDocument(profile, place)
      : undefined;
  return { document, kind: "resource", accountId };
};

/** The permissions of a profile as a policy; its length is what ListProfilePermissions tells. */
export function policyDocument(
  profile: SigningProfileRow,
  place: Place,
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: profile.permissions.map((permission) =>
      statementOf(permission, profile, place),
    ),
  });
}

function statementOf(
  permission: ProfilePermission,
  { profileName }: SigningProfileRow,
  place: Place,
) {
  const { statementId, action, principal, profileVersion } = permission;
  const arn = profileArn(place, profileName);
  return {
    Sid: statementId,
    Effect: "Allow",
    Principal: { AWS: principal },
    Action: action,
    Resource: [
      arn,
      `${arn}/*`,
      arn.replace(/signing-profiles\/.*/, "signing-jobs/*"),
    ],
    ...(profileVersion === undefined
      ? {}
      : {
          Condition: {
            StringEquals: { "signer:ProfileVersion": profileVersion },
          },
        }),
  };
}
