import {
  InvalidParameterValueException,
  ResourceNotFoundException,
  type Tag,
} from "@aws-sdk/client-cloudwatch";
import { parseArn } from "../../../core/arn.ts";
import type { NeedsContext } from "../../../core/context.ts";
import { fault } from "../../../core/errors.ts";
import type { Tags } from "../../../core/identity/tables.ts";
import { alarms, type AlarmRow } from "./tables.ts";

const TAGS_AT_MOST = 50;

/** Tags with further ones. @throws Fault InvalidParameterValue */
export function withTags(tags: Tags, given: readonly Tag[]): Tags {
  const added = given.map(({ Key = "", Value = "" }) => [Key, Value] as const);
  if (added.some(([key]) => /^aws:/i.test(key)))
    throw fault(
      InvalidParameterValueException,
      "Tag keys that begin with aws: are reserved.",
    );
  const all = { ...tags, ...Object.fromEntries(added) };
  if (Object.keys(all).length > TAGS_AT_MOST)
    throw fault(
      InvalidParameterValueException,
      `A resource can have at most ${TAGS_AT_MOST} tags.`,
    );
  return all;
}

/** The alarm of this account and Region that an ARN names; undefined where there is none. */
export async function alarmByArn(
  ctx: NeedsContext,
  resourceArn: string,
): Promise<AlarmRow | undefined> {
  const parsed = parseArn(resourceArn);
  const name = /^alarm:(.+)$/s.exec(parsed?.resource ?? "")?.[1];
  return parsed?.service === "cloudwatch" &&
    parsed.accountId === ctx.accountId &&
    parsed.region === ctx.region &&
    name !== undefined
    ? ctx.table(alarms).get(name)
    : undefined;
}

/** An alarm that must exist. @throws Fault ResourceNotFoundException */
export async function existingByArn(
  ctx: NeedsContext,
  resourceArn: string,
): Promise<AlarmRow> {
  const alarm = await alarmByArn(ctx, resourceArn);
  if (!alarm)
    throw fault(ResourceNotFoundException, `Unknown resource: ${resourceArn}`, {
      ResourceType: "alarm",
      ResourceId: resourceArn,
    });
  return alarm;
}
