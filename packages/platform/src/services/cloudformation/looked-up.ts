import { GetParametersCommand } from "@aws-sdk/client-ssm";
import { parametersOf, type Template } from "@gatehouse/template";
import type { Context, Sender } from "../../core/context.ts";
import { must, type PlannedStack } from "./plan.ts";
import { invalid } from "./stack.ts";
import { checkRole } from "./stack-role.ts";
import type { StackParameter } from "./tables.ts";

/** Names that GetParameters takes at a time. */
const AT_A_TIME = 10;

/**
 * What the parameters of a template that name some of the Parameter Store stand for now, by the template's names. They are
 * read with the rights of the stack's role, or of whoever asks. @throws Fault ValidationError, AccessDenied
 */
export async function lookedUp(
  written: Template,
  given: Readonly<Record<string, string>>,
  stack: PlannedStack,
  ctx: Context,
): Promise<Readonly<Record<string, string>>> {
  const declared = must(parametersOf(written)).filter((one) => one.lookedUp);
  const named = declared.flatMap((one) => {
    const key = given[one.name] ?? one.default;
    return key === undefined ? [] : [{ ...one, key }];
  });
  if (named.length === 0) return {};
  const keys = [...new Set(named.map(({ key }) => key))];
  const as = await rightsOf(stack, ctx);
  const values = await storedValues(keys, as, ctx);
  const missing = keys.filter((key) => !values.has(key));
  if (missing.length > 0)
    throw invalid(
      `Unable to fetch parameters [${missing.join(",")}] from parameter store for this account.`,
    );
  return Object.fromEntries(
    named.flatMap((one) =>
      one.lookedUp === "value" ? [[one.name, values.get(one.key) ?? ""]] : [],
    ),
  );
}

/** What parameters stood for when a stack's were looked up. */
export function foundIn(
  parameters: readonly StackParameter[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    parameters.flatMap(({ name, resolved }) =>
      resolved === undefined ? [] : [[name, resolved]],
    ),
  );
}

/** The values of parameters of the store that are there, by the names that were asked for. @throws Fault AccessDenied */
export async function storedValues(
  names: readonly string[],
  as: Sender,
  ctx: Pick<Context, "send">,
): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  for (let at = 0; at < names.length; at += AT_A_TIME) {
    const Names = names.slice(at, at + AT_A_TIME);
    const { Parameters = [] } = await ctx.send(
      new GetParametersCommand({ Names }),
      as,
    );
    for (const { Name = "", ARN = "", Selector = "", Value = "" } of Parameters)
      for (const name of [Name + Selector, ARN + Selector])
        values.set(name, Value);
  }
  return values;
}

/** As whom a stack's template is read: its role, or whoever asks. @throws Fault as {@link checkRole} */
export async function rightsOf(
  stack: PlannedStack,
  ctx: Context,
): Promise<Sender> {
  const role = await checkRole(stack, stack.roleArn, ctx);
  return role ? { as: role, region: ctx.region } : { as: "caller" };
}
