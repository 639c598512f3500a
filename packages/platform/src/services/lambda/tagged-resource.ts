import {
  InvalidParameterValueException,
  ResourceNotFoundException,
} from "@aws-sdk/client-lambda";
import type { Context, NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { findConfig } from "./code-signing-config.ts";
import { knownMapping } from "./event-sources/mapping.ts";
import { mappings } from "./event-sources/tables.ts";
import { functionReference } from "./function-reference.ts";
import { knownFunction } from "./function-rows.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { changeFunction } from "./proactive-rules.ts";
import { codeSigningConfigs, type Tags } from "./tables.ts";

/** Lambda's quota of tags on a resource. */
const AT_MOST = 50;

const MAPPING = /:event-source-mapping:([\w-]+)$/;

/** A function, a code signing configuration or an event source mapping, as the tag operations see it. */
export interface TaggedResource {
  readonly tags: Tags;
  /** @throws Fault InvalidParameterValueException where the account's proactive rules are against it */
  readonly save: (tags: Tags, ctx: Context) => Promise<void>;
}

/** @throws Fault ResourceNotFoundException, InvalidParameterValueException */
export async function taggedResource(
  arn: string,
  ctx: NeedsContext,
): Promise<TaggedResource> {
  if (arn.includes(":code-signing-config:")) {
    const row = await findConfig(arn, ctx);
    if (!row)
      throw fault(
        ResourceNotFoundException,
        "The resource you requested does not exist.",
      );
    const save: TaggedResource["save"] = (tags, ctx) =>
      ctx.table(codeSigningConfigs).put({ ...row, tags });
    return { tags: row.tags, save };
  }
  const uuid = MAPPING.exec(arn)?.[1];
  if (uuid !== undefined) {
    const row = await knownMapping(uuid, ctx);
    const save: TaggedResource["save"] = (tags, ctx) =>
      ctx.table(mappings).put({ ...row, tags });
    return { tags: row.tags, save };
  }
  const reference = functionReference(arn, undefined, ctx);
  if (reference.qualifier !== undefined)
    throw fault(
      InvalidParameterValueException,
      "Tags on function aliases and versions are not supported. Please specify either a function ARN or an event source mapping ARN.",
    );
  const row = await knownFunction(reference, ctx);
  const save: TaggedResource["save"] = (tags, ctx) =>
    changeFunction(row, { ...row, tags }, reference, ctx);
  return { tags: row.tags, save };
}

/** A permission on a tagged resource; one that is missing is for the handler to tell. */
export async function onTagged(
  action: string,
  arn: string,
  ctx: NeedsContext,
  keys: Need["keys"] = {},
): Promise<Need> {
  const found = await taggedResource(arn, ctx).catch(() => undefined);
  return allow(action, arn, { ...resourceTagKeys(found?.tags), ...keys });
}

/** @throws Fault InvalidParameterValueException for AWS's own tags and for too many */
export function checkedTags(
  tags: Readonly<Record<string, string | undefined>> | undefined,
): Tags {
  const entries = Object.entries(tags ?? {}).map(
    ([key, value]) => [key, value ?? ""] as const,
  );
  if (entries.some(([key]) => key.toLowerCase().startsWith("aws:")))
    throw fault(
      InvalidParameterValueException,
      "Your request contains keys that start with aws:, which are reserved for system tags.",
    );
  if (entries.length > AT_MOST)
    throw fault(
      InvalidParameterValueException,
      "Number of tags exceeds resource tag limit.",
    );
  return Object.fromEntries(entries);
}
