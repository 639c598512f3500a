import { NoSuchEntityException } from "@aws-sdk/client-iam";
import { globalArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { nameKey } from "../../core/identity/tables.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { roleNamed, shownRole } from "./roles.ts";
import { instanceProfiles, type InstanceProfile } from "./tables.ts";
import { tagsIfAny } from "./tags.ts";
import { wholeSeconds } from "./whole-seconds.ts";

/** The ARN of an instance profile of the caller's account. */
export function profileArn(
  ctx: NeedsContext,
  name: string,
  path = "/",
): string {
  return globalArn("iam", ctx.accountId, `instance-profile${path}${name}`);
}

/** The permission to do something with an instance profile. */
export async function onProfile(
  action: string,
  name: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<[Need]> {
  const profile = await ctx.table(instanceProfiles).get(nameKey(name));
  return [
    allow(`iam:${action}`, profile?.arn ?? profileArn(ctx, name), {
      ...resourceTagKeys(profile?.tags),
      ...keys,
    }),
  ];
}

/** An instance profile of the caller's account. @throws Fault NoSuchEntity */
export async function profileNamed(
  name: string,
  ctx: Context,
): Promise<InstanceProfile> {
  const profile = await ctx.table(instanceProfiles).get(nameKey(name));
  if (!profile)
    throw fault(
      NoSuchEntityException,
      `Instance Profile ${name} cannot be found.`,
    );
  return profile;
}

/** An instance profile with its role, as lists show it. */
export async function shownProfile(profile: InstanceProfile, ctx: Context) {
  const { roleName } = profile;
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: profile.arn,
    CreateDate: wholeSeconds(profile.createdAt),
    Roles:
      roleName === undefined
        ? []
        : [await shownRole(await roleNamed(roleName, ctx), ctx)],
  };
}

/** An instance profile as GetInstanceProfile answers it, with its tags. */
export async function wholeProfile(profile: InstanceProfile, ctx: Context) {
  return { ...(await shownProfile(profile, ctx)), ...tagsIfAny(profile.tags) };
}
