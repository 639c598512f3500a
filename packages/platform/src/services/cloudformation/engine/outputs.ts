import type { Value } from "@gatehouse/template";
import type { Context } from "../../../core/context.ts";
import type { Plan } from "../plan.ts";
import {
  exported,
  imports,
  stackArn,
  stacks,
  type StackOutput,
  type StackRow,
} from "../tables.ts";
import type { RunContext } from "./run-context.ts";
import { resolved, type Surroundings } from "./resolve.ts";

export type Outputs =
  | { readonly ok: true; readonly outputs: readonly StackOutput[] }
  | { readonly ok: false; readonly reason: string };

/** What a stack tells of itself once its resources are there. */
export function outputsOf(plan: Plan, surroundings: Surroundings): Outputs {
  const outputs: StackOutput[] = [];
  for (const [key, declared] of Object.entries(plan.template.outputs)) {
    const { Condition, Value, Description, Export } = declared as {
      readonly Condition?: string;
      readonly Value?: Value;
      readonly Description?: string;
      readonly Export?: { readonly Name?: Value };
    };
    if (Condition !== undefined && plan.conditions[Condition] === false)
      continue;
    const value = resolved(Value ?? null, plan, surroundings);
    const name = Export?.Name && resolved(Export.Name, plan, surroundings);
    if (!value.ok) return value;
    if (name && !name.ok) return name;
    const text = value.value;
    const exportName = name ? name.value : undefined;
    if (typeof text === "object" || text === undefined)
      return {
        ok: false,
        reason: `Template format error: Output ${key} is malformed. The Value field of every Outputs member must evaluate to a String.`,
      };
    outputs.push({
      key,
      value: String(text),
      ...(Description === undefined ? {} : { description: Description }),
      ...(typeof exportName === "string" ? { exportName } : {}),
    });
  }
  return { ok: true, outputs };
}

/** What all stacks of a place export, by name. */
export async function exportsOf({
  workplace,
  place,
}: Pick<RunContext, "workplace" | "place">): Promise<
  ReadonlyMap<string, string>
> {
  const { rows } = await workplace.context(place).table(exported).list();
  return new Map(rows.map(({ name, value }) => [name, value]));
}

/** Puts a stack's exports down; why not, where a name is another stack's or one that goes is in use. */
export async function putExports(
  stack: StackRow,
  outputs: readonly StackOutput[],
  ctx: Context,
): Promise<string | undefined> {
  const rows = ctx.table(exported);
  const wanted = new Map(
    outputs.flatMap(({ exportName, value }) =>
      exportName === undefined ? [] : [[exportName, value] as const],
    ),
  );
  for (const { exportName: name } of stack.outputs) {
    if (name === undefined || wanted.has(name)) continue;
    const user = await userOf(name, ctx);
    if (user !== undefined)
      return `Export ${name} cannot be deleted as it is in use by ${user}`;
    await rows.delete(name);
  }
  for (const [name, value] of wanted) {
    const known = await rows.get(name);
    if (known && known.stackId !== stack.id) {
      const owner = await ctx.table(stacks).get(known.stackId);
      return `Export with name ${name} is already exported by stack ${owner?.name ?? known.stackId}.`;
    }
    if (known && known.value !== value) {
      const user = await userOf(name, ctx);
      if (user !== undefined)
        return `Export ${name} cannot be updated as it is in use by ${user}`;
    }
    await rows.put({ name, stackId: stack.id, value });
  }
  return undefined;
}

/** Remembers what a stack imports, and that it no longer imports the rest. */
export async function putImports(
  stack: StackRow,
  names: ReadonlySet<string>,
  ctx: Context,
): Promise<void> {
  const rows = ctx.table(imports);
  const known = (await rows.list()).rows.filter(
    ({ stackId }) => stackId === stack.id,
  );
  for (const { name, stackId } of known)
    if (!names.has(name)) await rows.delete(name, stackId);
  for (const name of names) await rows.put({ name, stackId: stack.id });
}

/** The first stack that imports a value. */
export async function userOf(
  name: string,
  ctx: Context,
): Promise<string | undefined> {
  const { rows } = await ctx.table(imports).list({ prefix: [name], limit: 1 });
  const [user] = rows;
  const stack = user && (await ctx.table(stacks).get(user.stackId));
  return stack && stackArn(ctx, stack);
}
