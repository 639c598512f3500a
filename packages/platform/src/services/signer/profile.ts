import {
  ResourceNotFoundException,
  ValidationException,
} from "@aws-sdk/client-signer";
import { parseArn } from "../../core/arn.ts";
import type { Context, NeedsContext, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import {
  profileArn,
  signingProfiles,
  type SigningProfileRow,
  type Validity,
} from "./tables.ts";

/** @throws Fault ResourceNotFoundException */
export async function profileOf(
  ctx: Pick<Context, "table">,
  profileName: string,
  place?: Place,
): Promise<SigningProfileRow> {
  const profile = await ctx.table(signingProfiles, place).get(profileName);
  if (!profile)
    throw fault(
      ResourceNotFoundException,
      `profile with name ${profileName} does not exist`,
    );
  return profile;
}

/** A profile that may sign. @throws Fault ResourceNotFoundException, ValidationException */
export async function activeProfileOf(
  ctx: Pick<Context, "table">,
  profileName: string,
  place: Place,
): Promise<SigningProfileRow> {
  const profile = await profileOf(ctx, profileName, place);
  if (profile.status !== "Active")
    throw fault(
      ValidationException,
      `Signing Profile ${profileName} is ${profile.status} and cannot be used to sign.`,
    );
  return profile;
}

/** The permission for an action on a profile, with its tags and, for what is done with a version, `signer:ProfileVersion`. */
export async function needOnProfile(
  action: `signer:${string}`,
  profileName: string,
  ctx: NeedsContext,
  owner: string = ctx.accountId,
): Promise<Need> {
  const place = { accountId: owner, region: ctx.region };
  const profile = await ctx.table(signingProfiles, place).get(profileName);
  const keys = {
    ...(ON_A_VERSION.has(action)
      ? { "signer:ProfileVersion": profile?.profileVersion }
      : {}),
    ...resourceTagKeys(profile?.tags),
  };
  return allow(action, profileArn(place, profileName), keys);
}

/** The permission for an action on the profile of a version, of any account. */
export async function needOnVersion(
  action: `signer:${string}`,
  profileVersionArn: string,
  ctx: NeedsContext,
): Promise<Need> {
  const resource = profileVersionArn.replace(/\/[^/]+$/, "");
  const { accountId = "", region = "" } = parseArn(resource) ?? {};
  const profile = await ctx
    .table(signingProfiles, { accountId, region })
    .get(resource.split("/").at(-1) ?? "");
  return allow(action, resource, resourceTagKeys(profile?.tags));
}

/** The actions on profiles that have the key `signer:ProfileVersion` (service authorization reference of Signer). */
const ON_A_VERSION: ReadonlySet<string> = new Set([
  "signer:CancelSigningProfile",
  "signer:GetSigningProfile",
  "signer:RevokeSigningProfile",
  "signer:SignPayload",
  "signer:StartSigningJob",
]);

const LONGEST_MONTHS = 135;
export const DEFAULT_VALIDITY: Validity = {
  type: "MONTHS",
  value: LONGEST_MONTHS,
};

const PER_MONTH = { DAYS: 1 / 31, MONTHS: 1, YEARS: 12 } as const;

/** @throws Fault ValidationException outside 1 day to 135 months */
export function checkedValidity(
  given: { type?: string; value?: number } | undefined,
): Validity {
  if (!given) return DEFAULT_VALIDITY;
  const { type, value = 0 } = given;
  if (type !== "DAYS" && type !== "MONTHS" && type !== "YEARS")
    throw fault(
      ValidationException,
      "Signature validity period requires a type: DAYS, MONTHS or YEARS.",
    );
  if (value < 1 || value * PER_MONTH[type] > LONGEST_MONTHS)
    throw fault(
      ValidationException,
      "Signature validity period must be between 1 day and 135 months.",
    );
  return { type, value };
}

/** When a signature made at `from` ends; milliseconds since the epoch. */
export function expiryOf({ type, value }: Validity, from: number): number {
  const date = new Date(from);
  if (type === "DAYS") date.setUTCDate(date.getUTCDate() + value);
  else date.setUTCMonth(date.getUTCMonth() + value * PER_MONTH[type]);
  return date.getTime();
}
