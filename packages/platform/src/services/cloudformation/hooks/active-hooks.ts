import type { Context } from "../../../core/context.ts";
import type { ResourceSchema } from "../../../core/resource-type.ts";
import type { HookSchema } from "../registry/hook-schema.ts";
import { versionOf } from "../registry/known-type.ts";
import {
  configurations,
  hookArn,
  hookTypes,
  type ConfigurationRow,
  type HookLogging,
  type HookTypeRow,
  type HookVersionRow,
} from "../registry/tables.ts";
import {
  readConfiguration,
  type HookConfiguration,
} from "../registry/type-configuration.ts";
import { hasHandler, isConcerned } from "./concerned.ts";
import type { HookTarget } from "./port.ts";

/** A hook that is to be asked. */
export interface ActiveHook {
  readonly typeName: string;
  readonly typeArn: string;
  readonly originalTypeName?: string;
  readonly versionId: string;
  readonly configurationVersionId: string;
  readonly configuration: HookConfiguration;
  readonly executionRoleArn?: string;
  readonly logging?: HookLogging;
  /** Of a custom hook: its code. */
  readonly version?: HookVersionRow;
}

/** The hooks that a target concerns, in the order of their names. */
export async function hooksFor(
  target: HookTarget,
  ctx: Context,
): Promise<readonly ActiveHook[]> {
  const { rows } = await ctx.table(configurations).list();
  const hooks = await Promise.all(rows.map((row) => active(row, target, ctx)));
  return hooks.flatMap((hook) => (hook ? [hook] : []));
}

async function active(
  row: ConfigurationRow,
  target: HookTarget,
  ctx: Context,
): Promise<ActiveHook | undefined> {
  const hook = await ctx.table(hookTypes).get(row.typeName);
  if (!hook) return undefined;
  const reading = readConfiguration(row.configuration, ANYTHING);
  if (!reading.ok)
    throw new Error(`The configuration of ${row.typeName} cannot be read.`);
  const { configuration } = reading;
  if (!isConcerned(configuration, target)) return undefined;
  const common = { ...known(hook, row, ctx), configuration };
  if (hook.originalTypeName !== undefined) return common;
  const version = await versionOf(hook, undefined, ctx);
  const { handlers } = JSON.parse(version.schema) as HookSchema;
  if (!hasHandler({ handlers }, target)) return undefined;
  const { executionRoleArn, logging } = version;
  return {
    ...common,
    version,
    ...(executionRoleArn === undefined ? {} : { executionRoleArn }),
    ...(logging === undefined ? {} : { logging }),
  };
}

/** Its own properties were held to the schema when they were set; a newer version's must not make the hook pass over. */
const ANYTHING: ResourceSchema = {
  typeName: "",
  properties: {},
  primaryIdentifier: [],
};

function known(
  hook: HookTypeRow,
  { versionId }: ConfigurationRow,
  ctx: Context,
): Omit<ActiveHook, "configuration"> {
  const { typeName, originalTypeName, executionRoleArn, logging } = hook;
  return {
    typeName,
    typeArn: hookArn(ctx, typeName),
    versionId: hook.defaultVersionId,
    configurationVersionId: versionId,
    ...(originalTypeName === undefined ? {} : { originalTypeName }),
    ...(executionRoleArn === undefined ? {} : { executionRoleArn }),
    ...(logging === undefined ? {} : { logging }),
  };
}
