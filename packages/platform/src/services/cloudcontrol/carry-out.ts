import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { judgements } from "../../core/judgement.ts";
import { changedProperties } from "../../core/resource-properties.ts";
import {
  madeOf,
  type Properties,
  type ResourceSchema,
  type ResourceType,
} from "../../core/resource-type.ts";
import { end, isOver, notFound, outcomeOf, type Outcome } from "./outcome.ts";
import { requests, type RequestRow } from "./tables.ts";
import { currentProperties, workContext } from "./work.ts";

/** Carries out a request that is judged, from wherever a crash broke it off. */
export async function carryOut(
  judgement: { token: string },
  ctx: Context,
): Promise<void> {
  const aside = ctx.aside();
  const row = await requestJudged(judgement.token, aside);
  if (!row || isOver(row)) return;
  const { verdict } =
    (await aside.table(judgements).get(judgement.token)) ?? {};
  const outcome = await outcomeOf(async (): Promise<Outcome> => {
    if (row.status === "CANCEL_IN_PROGRESS" && !(await isHalfDone(row, ctx)))
      return { status: "CANCEL_COMPLETE" };
    if (!verdict?.proceed)
      throw fault("HookFailed", verdict?.reason ?? "A hook failed.", 400);
    const type = await ctx.platform.resourceTypes.find(row.typeName);
    if (!type) throw notFound(row);
    return {
      status: "SUCCESS",
      ...(await WORK[row.operation](type, row, ctx)),
    };
  }, ctx);
  await end(row.token, outcome, ctx);
}

async function requestJudged(
  hooksToken: string,
  ctx: Context,
): Promise<RequestRow | undefined> {
  const { rows } = await ctx
    .table(requests)
    .list({ index: "byHooksToken", prefix: [hooksToken] });
  return rows[0] ?? ctx.table(requests).get(hooksToken);
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
    const { identifier = "", change } = row;
    if (!change) throw new Error("An update was judged that nobody decided.");
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
