import {
  CloudTrailARNInvalidException,
  InvalidHomeRegionException,
  InvalidTrailNameException,
  TrailNotFoundException,
  type Trail,
} from "@aws-sdk/client-cloudtrail";
import { parseArn } from "../../../core/arn.ts";
import type { NeedsContext, Place } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import { allow, type Need } from "../../../core/operation.ts";
import { resourceTagKeys } from "../../../core/tag-keys.ts";
import { trailArn, trails, type TrailRow } from "./tables.ts";

/** A trail as a request names it: by its name or its ARN. */
export interface TrailReference extends Place {
  readonly name: string;
}

/** @throws Fault CloudTrailARNInvalidException, InvalidTrailNameException */
export function trailReference(
  text: string,
  { accountId, region }: Place,
): TrailReference {
  if (!text.startsWith("arn:")) {
    checkName(text);
    return { accountId, region, name: text };
  }
  const parsed = parseArn(text);
  const name = /^trail\/(.+)$/.exec(parsed?.resource ?? "")?.[1];
  if (parsed?.service !== "cloudtrail" || name === undefined)
    throw fault(
      CloudTrailARNInvalidException,
      `The specified ARN is not a valid CloudTrail ARN: ${text}`,
    );
  checkName(name);
  return { accountId: parsed.accountId, region: parsed.region, name };
}

/** CloudTrail API reference, CreateTrail: 3–128 characters, between letters and digits, no neighbouring signs. */
export function checkName(name: string): void {
  if (name.length < 3 || name.length > 128)
    throw invalid(
      `Trail name too ${name.length < 3 ? "short. Minimum allowed length: 3" : "long. Maximum allowed length: 128"} characters. Specified name length: ${name.length} characters.`,
    );
  if (!/^[A-Za-z0-9._-]+$/.test(name))
    throw invalid(
      "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods (.), hyphens (-), and underscores (_).",
    );
  if (!/^[A-Za-z0-9](.*[A-Za-z0-9])?$/.test(name))
    throw invalid("Trail name must start and end with a letter or number.");
  if (/[._-]{2}/.test(name))
    throw invalid(
      "Trail name must not have adjacent periods, underscores or hyphens.",
    );
}

const invalid = (message: string) => fault(InvalidTrailNameException, message);

/** A need on the trail that a request names, with the trail's tags. */
export async function onTrail(
  action: string,
  text: string,
  ctx: NeedsContext,
  keys?: Need["keys"],
): Promise<Need> {
  const reference = trailReference(text, ctx);
  const row = await ctx.table(trails, reference).get(reference.name);
  return allow(`cloudtrail:${action}`, trailArn(reference, reference.name), {
    ...resourceTagKeys(row?.tags),
    ...keys,
  });
}

/** Handing a role over to CloudTrail. */
export function passRole(roleArn: string | undefined): readonly Need[] {
  return roleArn === undefined
    ? []
    : [
        allow("iam:PassRole", roleArn, {
          "iam:PassedToService": "cloudtrail.amazonaws.com",
        }),
      ];
}

/** @throws Fault TrailNotFoundException */
export async function existingTrail(
  text: string,
  ctx: NeedsContext,
): Promise<TrailRow> {
  const { accountId, region, name } = trailReference(text, ctx);
  const row =
    accountId === ctx.accountId
      ? await ctx.table(trails, { accountId, region }).get(name)
      : undefined;
  if (!row)
    throw fault(
      TrailNotFoundException,
      `Unknown trail: ${text} for the user: ${ctx.accountId}`,
    );
  return row;
}

/** A trail that a request changes: that is done in its home Region. @throws Fault InvalidHomeRegionException */
export async function changeableTrail(
  text: string,
  ctx: NeedsContext,
): Promise<TrailRow> {
  const row = await existingTrail(text, ctx);
  const { region } = trailReference(text, ctx);
  if (region !== ctx.region)
    throw fault(
      InvalidHomeRegionException,
      `The trail ${text} can only be changed in its home Region ${region}.`,
    );
  return row;
}

/** A trail's settings, as creation and changes answer them. */
export const settingsOf = (row: TrailRow, at: Place) => ({
  Name: row.name,
  S3BucketName: row.bucket,
  ...(row.prefix === undefined ? {} : { S3KeyPrefix: row.prefix }),
  IncludeGlobalServiceEvents: row.includesGlobal,
  IsMultiRegionTrail: row.isMultiRegion,
  TrailARN: trailArn(at, row.name),
  LogFileValidationEnabled: false,
  IsOrganizationTrail: false,
});

/** A trail as DescribeTrails shows it. */
export const shownTrail = (row: TrailRow, at: Place): Trail => ({
  ...settingsOf(row, at),
  HomeRegion: at.region,
  HasCustomEventSelectors: row.selectors !== undefined,
  HasInsightSelectors: false,
});
