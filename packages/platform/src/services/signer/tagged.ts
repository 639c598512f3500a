import { BadRequestException, NotFoundException } from "@aws-sdk/client-signer";
import { parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { Need } from "../../core/operation.ts";
import { needOnProfile } from "./profile.ts";
import { signingProfiles, type SigningProfileRow } from "./tables.ts";

/** The permission for a tag operation on the profile that an ARN names. */
export async function needOnTagged(
  action: `signer:${string}`,
  resourceArn: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const need = await needOnProfile(action, nameIn(resourceArn), ctx);
  return { ...need, keys: { ...need.keys, ...keys } };
}

/** The profile that an ARN names. @throws Fault BadRequestException, NotFoundException */
export async function taggedProfile(
  resourceArn: string,
  ctx: Context,
): Promise<SigningProfileRow> {
  const profile = await ctx.table(signingProfiles).get(nameIn(resourceArn));
  if (!profile)
    throw fault(
      NotFoundException,
      `The resource ${resourceArn} was not found.`,
    );
  return profile;
}

function nameIn(resourceArn: string): string {
  const [, kind, name, ...rest] =
    parseArn(resourceArn)?.resource.split("/") ?? [];
  if (kind !== "signing-profiles" || name === undefined || rest.length > 0)
    throw fault(
      BadRequestException,
      `${resourceArn} is not the ARN of a signing profile.`,
    );
  return name;
}
