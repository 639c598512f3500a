import type { Change } from "@aws-sdk/client-cloudformation";
import { resolveValue } from "@gatehouse/template";
import type { Context } from "../../core/context.ts";
import {
  changedProperties,
  replacingProperties,
} from "../../core/resource-properties.ts";
import type { Properties } from "../../core/resource-type.ts";
import { scopeOf } from "./engine/resolve.ts";
import { withReferences } from "./dynamic-references.ts";
import { rightsOf } from "./looked-up.ts";
import type { Plan } from "./plan.ts";
import { resources, type ResourceRow, type StackRow } from "./tables.ts";

/**
 * What a plan would change of a stack, as DescribeChangeSet shows it. A property whose value is known only once it is
 * carried out counts as changed.
 */
export async function changesOf(
  plan: Plan,
  stack: StackRow,
  ctx: Context,
): Promise<Change[]> {
  const { rows } = await ctx.table(resources).list({ prefix: [stack.id] });
  const there = new Map(
    rows
      .filter(({ identifier }) => identifier !== undefined)
      .map((row) => [row.logicalId, row]),
  );
  const kept = await Promise.all(
    [...plan.resources.values()].map(
      async ({ logicalId, type, properties }) => {
        const row = there.get(logicalId);
        if (!row) return added(logicalId, type);
        const outcome = resolveValue(
          properties,
          plan.template,
          scopeOf(plan, { rows: there, exports: new Map() }),
        );
        const after = (outcome.ok ? outcome.value : properties) as Properties;
        const dynamic = await withReferences(
          after,
          () => rightsOf({ ...stack, place: ctx }, ctx),
          ctx,
        );
        return modified(
          row,
          type,
          dynamic.ok ? dynamic.properties : after,
          ctx,
        );
      },
    ),
  );
  const gone = [...there.values()]
    .filter(({ logicalId }) => !plan.resources.has(logicalId))
    .map(removed);
  return [...kept.flatMap((change) => change ?? []), ...gone];
}

function added(LogicalResourceId: string, ResourceType: string): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: "Add",
      LogicalResourceId,
      ResourceType,
      Scope: [],
      Details: [],
    },
  };
}

function removed(row: ResourceRow): Change {
  return {
    Type: "Resource",
    ResourceChange: {
      Action: "Remove",
      ...(row.deletionPolicy === "Retain" ? { PolicyAction: "Retain" } : {}),
      LogicalResourceId: row.logicalId,
      PhysicalResourceId: row.physicalId,
      ResourceType: row.type,
      Scope: [],
      Details: [],
    },
  };
}

async function modified(
  row: ResourceRow,
  typeName: string,
  after: Properties,
  ctx: Context,
): Promise<Change | undefined> {
  const change = { before: row.properties, after };
  const names = changedProperties(change);
  if (names.length === 0 && row.type === typeName) return undefined;
  const type = await ctx.platform.resourceTypes.find(typeName);
  const replacing = type
    ? replacingProperties(await type.schema(), change)
    : [];
  const replaces =
    row.type !== typeName || !type?.update || replacing.length > 0;
  return {
    Type: "Resource",
    ResourceChange: {
      Action: "Modify",
      LogicalResourceId: row.logicalId,
      PhysicalResourceId: row.physicalId,
      ResourceType: typeName,
      Replacement: replaces ? "True" : "False",
      ...(replaces ? { PolicyAction: "ReplaceAndDelete" } : {}),
      Scope: ["Properties"],
      Details: names.map((Name) => ({
        Target: {
          Attribute: "Properties",
          Name,
          RequiresRecreation: replacing.some(
            (path) => path.split("/")[0] === Name,
          )
            ? "Always"
            : "Never",
        },
        Evaluation: "Static",
        ChangeSource: "DirectModification",
      })),
    },
  };
}
