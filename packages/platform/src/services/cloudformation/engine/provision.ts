import type { ResourceDeclaration } from "@gatehouse/template";
import {
  changedProperties,
  checkedProperties,
  replacingProperties,
} from "../../../core/resource-properties.ts";
import type { Properties, ResourceType } from "../../../core/resource-type.ts";
import { withReferences } from "../dynamic-references.ts";
import type { Plan } from "../plan.ts";
import {
  deniedByPolicy,
  policyAllows,
  type PolicyAction,
} from "../stack-policy.ts";
import { awaitedBy } from "../signals.ts";
import { replaced, type ReplacedRow, type ResourceRow } from "../tables.ts";
import {
  goOn,
  isStopped,
  keep,
  write,
  type RunContext,
} from "./run-context.ts";
import { resolved, type Surroundings } from "./resolve.ts";
import { settled } from "./settle.ts";
import { begin, carryOut, fail, isUnderWay, wasCancelled } from "./steps.ts";
import { Slots } from "./slots.ts";
import { tellResource } from "./stack-events.ts";

/** Resources that are worked on at a time. */
const AT_A_TIME = 32;

/**
 * Brings every resource of a plan to what the plan says, those that wait for each other in their order, the others side
 * by side. The answer names those that failed, not those that were broken off.
 */
export async function provision(
  run: RunContext,
  plan: Plan,
  exports: ReadonlyMap<string, string>,
): Promise<readonly string[]> {
  const failed: string[] = [];
  const slots = new Slots(AT_A_TIME);
  const underWay = new Map<string, Promise<boolean>>();
  const surroundings = { rows: run.rows, exports };

  const brought = (logicalId: string): Promise<boolean> => {
    let promise = underWay.get(logicalId);
    if (!promise) underWay.set(logicalId, (promise = bring(logicalId)));
    return promise;
  };

  const bring = async (logicalId: string): Promise<boolean> => {
    const before = [...(plan.dependencies.get(logicalId) ?? [])];
    const ready = await Promise.all(before.map(brought));
    const declaration = plan.resources.get(logicalId);
    if (!declaration || ready.includes(false)) return false;
    return slots.within(async () => {
      if (failed.length > 0 || (await isStopped(run))) return false;
      const well = await bringOne(run, declaration, plan, surroundings);
      if (!well && !wasCancelled(run.rows.get(logicalId)))
        failed.push(logicalId);
      return well;
    });
  };

  await Promise.all([...plan.resources.keys()].map(brought));
  return failed;
}

async function bringOne(
  run: RunContext,
  declaration: ResourceDeclaration,
  plan: Plan,
  surroundings: Surroundings,
): Promise<boolean> {
  goOn(run);
  const { logicalId, type: typeName } = declaration;
  const restored = await restore(run, logicalId, typeName);
  const known = restored ?? run.rows.get(logicalId);
  const type = await run.typeOf(typeName);
  if (!type)
    return refuse(run, declaration, `Unrecognized resource type: ${typeName}`);
  if (isUnderWay(known, run)) return carryOut(run, known, type);
  const row = known && (await settled(run, known));

  const outcome = resolved(declaration.properties, plan, surroundings);
  if (!outcome.ok) return refuse(run, declaration, outcome.reason, row);
  const dynamic = await withReferences(
    outcome.value as Properties,
    () => Promise.resolve({ as: run.as, region: run.place.region }),
    run.workplace.context(run.place),
  );
  if (!dynamic.ok) return refuse(run, declaration, dynamic.reason, row);
  const schema = await type.schema();
  const checked = checkedProperties(schema, dynamic.properties);
  if (!checked.ok)
    return refuse(
      run,
      declaration,
      `Properties validation failed for resource ${logicalId} with message: [${checked.problems.join(", ")}]`,
      row,
    );
  const { properties } = checked;
  const common = commonOf(run, declaration, plan, surroundings);
  if (row?.identifier === undefined)
    return carryOut(
      run,
      await begin(
        run,
        { ...common, properties: {}, attributes: {} },
        { kind: "create", properties },
      ),
      type,
    );
  if (isSkipped(run, logicalId)) {
    await settle(run, { ...row, ...common });
    return true;
  }
  const change = { before: row.properties, after: properties };
  if (row.type === typeName && changedProperties(change).length === 0) {
    await settle(run, { ...row, ...common });
    return true;
  }
  const replacing =
    row.type !== typeName ||
    !type.update ||
    replacingProperties(schema, change).length > 0;
  const action = replacing ? "Update:Replace" : "Update:Modify";
  if (!mayUpdate(run, action, row))
    return refuse(run, declaration, deniedByPolicy(action, logicalId), row);
  return replacing
    ? replace(run, row, common, properties, type)
    : carryOut(
        run,
        await begin(run, { ...row, ...common }, { kind: "update", properties }),
        type,
      );
}

/** A rollback that goes on may pass over what it cannot mend. */
const isSkipped = ({ operation }: RunContext, logicalId: string): boolean =>
  operation.phase === "rollback" && operation.keep.includes(logicalId);

/** The stack's policy has a say in updates, not in the ways back. */
function mayUpdate(
  { operation, stack }: RunContext,
  action: PolicyAction,
  row: ResourceRow,
): boolean {
  if (operation.kind !== "UPDATE" || operation.phase !== "forward") return true;
  return policyAllows(operation.policy ?? stack.policy, action, row);
}

/** What a row says besides what is made of it. */
function commonOf(
  { stack }: RunContext,
  declaration: ResourceDeclaration,
  plan: Plan,
  surroundings: Surroundings,
) {
  const { logicalId, type, metadata, creationPolicy } = declaration;
  const creation = resolved(creationPolicy ?? null, plan, surroundings);
  const awaited = awaitedBy(type, creation.ok ? creation.value : undefined);
  const policy = (name: "deletionPolicy" | "updateReplacePolicy"): string => {
    const outcome = resolved(declaration[name] ?? "Delete", plan, surroundings);
    return outcome.ok && typeof outcome.value === "string"
      ? outcome.value
      : "Delete";
  };
  return {
    stackId: stack.id,
    logicalId,
    type,
    dependsOn: [...(plan.dependencies.get(logicalId) ?? [])],
    deletionPolicy: policy("deletionPolicy"),
    updateReplacePolicy: policy("updateReplacePolicy"),
    ...(metadata === undefined ? {} : { metadata: metadata as object }),
    ...(awaited ? { awaited } : {}),
  };
}

/** A new resource in place of the old, which goes once all is well. */
async function replace(
  run: RunContext,
  old: ResourceRow,
  common: ReturnType<typeof commonOf>,
  properties: Properties,
  type: ResourceType,
): Promise<boolean> {
  await write(run, async (ctx) => {
    await ctx.table(replaced).put({
      stackId: old.stackId,
      logicalId: old.logicalId,
      identifier: old.identifier ?? "",
      resource: old,
    });
  });
  const begun = await begin(
    run,
    {
      ...common,
      ...(old.physicalId === undefined ? {} : { physicalId: old.physicalId }),
      properties: {},
      attributes: {},
    },
    { kind: "create", properties },
    {
      as: "UPDATE",
      reason:
        "Requested update requires the creation of a new physical resource; hence creating one.",
    },
  );
  return carryOut(run, begun, type);
}

/** In a rollback what was replaced comes back, and what replaced it goes. */
async function restore(
  run: RunContext,
  logicalId: string,
  typeName: string,
): Promise<ResourceRow | undefined> {
  const { operation, workplace, place, stack } = run;
  if (operation.phase !== "rollback") return undefined;
  const rows = workplace.context(place).table(replaced);
  const { rows: found } = await rows.list({ prefix: [stack.id, logicalId] });
  // What the operation itself made is not what it goes back to.
  const old = found.find(
    ({ resource }) =>
      resource.type === typeName && resource.operationId !== operation.id,
  );
  const known = run.rows.get(logicalId);
  if (!old || known?.identifier === old.identifier) return undefined;
  const row = known && (await settled(run, known));
  return write(run, async (ctx) => {
    await ctx.table(replaced).delete(stack.id, logicalId, old.identifier);
    if (row?.identifier !== undefined)
      await ctx.table(replaced).put(replacedBy(row));
    const back: ResourceRow = {
      ...old.resource,
      updatedAt: ctx.now(),
      operationId: operation.id,
    };
    await keep(run, back, ctx);
    return back;
  });
}

function replacedBy(resource: ResourceRow): ReplacedRow {
  const { stackId, logicalId, identifier = "" } = resource;
  return { stackId, logicalId, identifier, resource };
}

async function refuse(
  run: RunContext,
  declaration: ResourceDeclaration,
  reason: string,
  row?: ResourceRow,
): Promise<boolean> {
  const { logicalId, type } = declaration;
  const existing = row?.identifier === undefined ? undefined : row;
  await fail(
    run,
    existing
      ? { ...existing, status: "UPDATE_IN_PROGRESS" }
      : {
          stackId: run.stack.id,
          logicalId,
          type,
          status: "CREATE_IN_PROGRESS",
          properties: {},
          attributes: {},
          dependsOn: [],
          deletionPolicy: "Delete",
          updateReplacePolicy: "Delete",
        },
    reason,
  );
  return false;
}

/** What did not change may still depend on other resources now; one that failed before is well again. */
async function settle(run: RunContext, row: ResourceRow): Promise<void> {
  const { step: _none, statusReason: _old, ...rest } = row;
  if (row.status.endsWith("_COMPLETE"))
    return write(run, (ctx) => keep(run, rest, ctx));
  await write(run, async (ctx) => {
    const well: ResourceRow = { ...rest, status: "UPDATE_COMPLETE" };
    await keep(run, well, ctx);
    await tellResource(well, ctx);
  });
}
