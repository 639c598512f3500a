import { isDeepStrictEqual } from "node:util";
import type { Context } from "../../../core/context.ts";
import type { Properties } from "../../../core/resource-type.ts";
import { evaluateChange } from "../rules/detective.ts";
import { namingOf } from "../views/views.ts";
import { shownItem } from "./item.ts";
import { relationshipsIn } from "./relationships.ts";
import { history, identifierKey, latestItems, type ItemRow } from "./tables.ts";
import { tell } from "./tell.ts";

/** Keeps a resource's state if it is new, tells of it and has it judged. @param properties undefined where it is gone */
export async function capture(
  resourceType: string,
  identifier: string,
  properties: Properties | undefined,
  ctx: Context,
): Promise<void> {
  const { rows } = await ctx.table(latestItems).list({
    index: "byIdentifier",
    prefix: identifierKey(resourceType, identifier),
  });
  const living = rows.find(({ status }) => status !== "ResourceDeleted");
  const naming =
    properties && namingOf(resourceType, identifier, properties, ctx);
  // Something new may have the name of something that is gone, but it has another id.
  const same = naming !== undefined && living?.resourceId === naming.resourceId;
  if (living && !same) await keep(goneOf(living, ctx), ctx);
  if (!properties || !naming) return;
  if (same && isDeepStrictEqual(living.properties, properties)) return;
  const known = rows.find((item) => item.resourceId === naming.resourceId);
  await keep(
    {
      resourceType,
      identifier: living?.identifier ?? identifier,
      ...naming,
      stateId: nextState(known, ctx),
      status: same ? "OK" : "ResourceDiscovered",
      capturedAt: ctx.now(),
      properties,
      relationships: relationshipsIn(properties, naming),
    },
    ctx,
  );
}

async function keep(item: ItemRow, ctx: Context): Promise<void> {
  await ctx.table(latestItems).put(item);
  await ctx.table(history).put(item);
  await tell(ctx, () => changeOf(item, ctx), ctx);
  await evaluateChange(item, ctx);
}

function goneOf(known: ItemRow, ctx: Context): ItemRow {
  return {
    ...known,
    stateId: nextState(known, ctx),
    status: "ResourceDeleted",
    capturedAt: ctx.now(),
    relationships: [],
  };
}

function nextState(known: ItemRow | undefined, ctx: Context): number {
  return Math.max(ctx.now(), (known?.stateId ?? 0) + 1);
}

/** A ConfigurationItemChangeNotification, as Config publishes it. */
function changeOf(item: ItemRow, ctx: Context) {
  const { accountId, region } = ctx;
  const changeType =
    item.status === "ResourceDeleted"
      ? "DELETE"
      : item.status === "ResourceDiscovered"
        ? "CREATE"
        : "UPDATE";
  return {
    subject: `[AWS Config:${region}] ${item.resourceType} ${item.resourceId} ${WORDS[changeType]} in Account ${accountId}`,
    message: {
      configurationItemDiff: { changedProperties: {}, changeType },
      configurationItem: shownItem(item, ctx),
      notificationCreationTime: new Date(ctx.now()).toISOString(),
      messageType: "ConfigurationItemChangeNotification",
      recordVersion: "1.3",
    },
  };
}

const WORDS = { CREATE: "Created", UPDATE: "Updated", DELETE: "Deleted" };
