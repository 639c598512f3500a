import type { HandlerErrorCode } from "@aws-sdk/client-cloudcontrol";
import type { Context } from "../../core/context.ts";
import { Fault, fault } from "../../core/errors.ts";
import { handlerErrorCode } from "../../core/handler-error-code.ts";
import {
  changedProperties,
  checkedProperties,
  replacingProperties,
} from "../../core/resource-properties.ts";
import {
  madeOf,
  type Properties,
  type ResourceContext,
  type ResourceSchema,
  type ResourceType,
} from "../../core/resource-type.ts";
import { endResourceWork } from "../../core/resource-work.ts";
import { applyPatch } from "./patch/patch.ts";
import { busyResources, requests, type RequestRow } from "./tables.ts";
import { currentProperties, workContext } from "./work.ts";

/** What becomes of a request. */
type Outcome = Pick<
  RequestRow,
  "status" | "statusMessage" | "errorCode" | "identifier" | "model"
>;

/** Carries a request out, from wherever a crash broke it off. */
export async function carryOut(
  { token }: { token: string },
  ctx: Context,
): Promise<void> {
  const row = await ctx.aside().table(requests).get(token);
  if (!row || isOver(row)) return;
  await end(token, await outcomeOf(row, ctx), ctx);
}

/** Whether nothing happens to a request any more. */
export const isOver = ({ status }: Pick<RequestRow, "status">): boolean =>
  status !== "IN_PROGRESS" && status !== "CANCEL_IN_PROGRESS";

async function outcomeOf(row: RequestRow, ctx: Context): Promise<Outcome> {
  try {
    if (row.status === "CANCEL_IN_PROGRESS" && !(await isHalfDone(row, ctx)))
      return { status: "CANCEL_COMPLETE" };
    const type = await ctx.platform.resourceTypes.find(row.typeName);
    if (!type) throw notFound(row);
    return {
      status: "SUCCESS",
      ...(await WORK[row.operation](type, row, ctx)),
    };
  } catch (error) {
    const known =
      error instanceof Fault
        ? error
        : fault("InternalFailure", "Internal Failure", 500);
    if (known !== error)
      ctx.platform
        .workplace("cloudcontrolapi")
        .report("A resource could not be worked on.", error);
    return {
      status: "FAILED",
      errorCode: codeOf(known),
      statusMessage: known.message,
    };
  }
}

/** Whether a crash broke the work off: it is then done to its end, so that no half resource stays. */
async function isHalfDone(row: RequestRow, ctx: Context): Promise<boolean> {
  return (await workContext(row.token, row, ctx)).isRepeated();
}

type Work = (
  type: ResourceType,
  row: RequestRow,
  ctx: Context,
) => Promise<Pick<RequestRow, "identifier" | "model">>;

const WORK: Readonly<Record<RequestRow["operation"], Work>> = {
  async CREATE(type, row, ctx) {
    const work = await workContext(row.token, row, ctx);
    const properties = row.properties ?? {};
    const { identifier, attributes } = madeOf(
      await type.create(properties, work),
    );
    const model = { ...properties, ...attributes };
    return { identifier, model: told(await type.schema(), model) };
  },

  async UPDATE(type, row, ctx) {
    const work = await workContext(row.token, row, ctx);
    const { identifier = "" } = row;
    const change = row.change ?? (await decided(type, row, work, ctx));
    if (changedProperties(change).length > 0) {
      if (!type.update)
        throw fault(
          "NotUpdatable",
          `Resource type ${type.typeName} does not support UPDATE action`,
          400,
        );
      await type.update(identifier, change, work);
    }
    return { identifier, model: told(await type.schema(), change.after) };
  },

  async DELETE(type, row, ctx) {
    const work = await workContext(row.token, row, ctx);
    const { identifier = "" } = row;
    const properties = await currentProperties(type, identifier, work);
    if (!properties && !(await work.isRepeated())) throw notFound(row);
    await type.delete(identifier, work, properties ?? {});
    return { identifier };
  },
};

/** Finds out what an update changes, and writes it down: what is half changed after a crash would tell something else. */
async function decided(
  type: ResourceType,
  row: RequestRow,
  work: ResourceContext,
  ctx: Context,
): Promise<NonNullable<RequestRow["change"]>> {
  const schema = await type.schema();
  const current = await currentProperties(type, row.identifier ?? "", work);
  if (!current) throw notFound(row);
  const before = writable(schema, current);
  const patched = applyPatch(before, row.patch ?? []);
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
  await rewrite(row.token, { change }, ctx);
  return change;
}

/** Without what is only ever written, as a password is. */
function told(
  { writeOnlyProperties = [] }: ResourceSchema,
  properties: Properties,
): Properties {
  const hidden = new Set(writeOnlyProperties);
  return Object.fromEntries(
    Object.entries(properties).filter(
      ([name]) => !hidden.has(`/properties/${name}`),
    ),
  );
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

async function rewrite(
  token: string,
  more: Partial<RequestRow>,
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  await ctx.platform
    .workplace("cloudcontrolapi")
    .unit({ accountId, region }, async (unit) => {
      const row = await unit.table(requests).get(token);
      if (row) await unit.table(requests).put({ ...row, ...more });
    });
}

/** Tells what became of a request; from then on others may work on its resource. */
async function end(
  token: string,
  outcome: Outcome,
  ctx: Context,
): Promise<void> {
  const { accountId, region } = ctx;
  await ctx.platform
    .workplace("cloudcontrolapi")
    .unit({ accountId, region }, async (unit) => {
      const row = await unit.table(requests).get(token);
      if (!row) return;
      const { properties: _, patch: _patch, change: _change, ...rest } = row;
      await unit
        .table(requests)
        .put({ ...rest, ...outcome, changedAt: unit.now() });
      if (row.identifier !== undefined && row.operation !== "CREATE")
        await unit.table(busyResources).delete(row.typeName, row.identifier);
      await endResourceWork(token, unit);
    });
}

const notFound = ({ typeName, identifier = "" }: RequestRow): Fault =>
  fault(
    "NotFound",
    `Resource of type '${typeName}' with identifier '${identifier}' was not found.`,
    404,
  );

function codeOf(known: Fault): HandlerErrorCode {
  if (known.name === "NotUpdatable") return "NotUpdatable";
  return known.status >= 500 && known.name === "InternalFailure"
    ? "InternalFailure"
    : (handlerErrorCode(known) as HandlerErrorCode);
}
