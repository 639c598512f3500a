import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { judgementWanted, type JudgedResource } from "../../core/judgement.ts";
import {
  checkedProperties,
  replacingProperties,
} from "../../core/resource-properties.ts";
import type {
  Properties,
  ResourceSchema,
  ResourceType,
} from "../../core/resource-type.ts";
import { end, isOver, notFound, outcomeOf, rewrite } from "./outcome.ts";
import { applyPatch } from "./patch/patch.ts";
import { requests, type RequestRow } from "./tables.ts";
import { currentProperties, workContext } from "./work.ts";

/** Finds out what a request comes to, and lets the account's hooks judge that before anything of it is done. */
export async function judge(
  { token }: { token: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.aside().table(requests).get(token);
  if (!row || isOver(row)) return;
  if (row.status === "CANCEL_IN_PROGRESS")
    return end(token, { status: "CANCEL_COMPLETE" }, ctx);
  const found = await outcomeOf(() => resourceOf(row, ctx), ctx);
  if ("status" in found) return end(token, found, ctx);
  ctx.emit(judgementWanted, {
    token: row.hooksToken ?? token,
    resource: found,
  });
}

async function resourceOf(
  row: RequestRow,
  ctx: Context,
): Promise<JudgedResource> {
  const { operation: action, typeName, identifier = "" } = row;
  const type = await ctx.platform.resourceTypes.find(typeName);
  if (!type) throw notFound(row);
  if (action === "CREATE")
    return { action, typeName, properties: row.properties ?? {} };
  const work = await workContext(row.token, row, ctx);
  const current = await currentProperties(type, identifier, work);
  if (!current) throw notFound(row);
  const common = { action, typeName, identifier };
  if (action === "DELETE") return { ...common, properties: current };
  const { before, after } = await changeOf(type, row, current);
  // What is half changed after a crash would tell something else.
  await rewrite(row.token, { change: { before, after } }, ctx);
  return { ...common, properties: after, previousProperties: before };
}

/** What an update changes. @throws Fault where it may not, or where its patch does not fit */
async function changeOf(
  type: ResourceType,
  { patch = [] }: RequestRow,
  current: Properties,
): Promise<NonNullable<RequestRow["change"]>> {
  const schema = await type.schema();
  const before = writable(schema, current);
  const patched = applyPatch(before, patch);
  if (!patched.ok) throw fault("InvalidRequest", patched.message, 400);
  const checked = checkedProperties(schema, patched.value);
  if (!checked.ok)
    throw fault(
      "InvalidRequest",
      `Model validation failed (${checked.problems.join(", ")})`,
      400,
    );
  const change = { before, after: checked.properties };
  const fixed = replacingProperties(schema, change);
  if (fixed.length > 0)
    throw fault(
      "NotUpdatable",
      `Invalid patch update: createOnlyProperties [${fixed.map((path) => `/properties/${path}`).join(", ")}] cannot be updated`,
      400,
    );
  return change;
}

/** Without what only the service sets. */
function writable(
  { readOnlyProperties = [], createOnlyProperties = [] }: ResourceSchema,
  properties: Properties,
): Properties {
  const readOnly = new Set(
    readOnlyProperties.filter((one) => !createOnlyProperties.includes(one)),
  );
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name, value]) =>
        value !== undefined && !readOnly.has(`/properties/${name}`),
    ),
  );
}
