import { randomUUID } from "node:crypto";
import {
  checkedProperties,
  type CheckedProperties,
} from "../../core/resource-properties.ts";
import type { Context } from "../../core/context.ts";
import type { Properties } from "../../core/resource-type.ts";
import { parametersOf, resolveValue } from "@gatehouse/template";
import { checkCapabilities } from "./capabilities.ts";
import { checkReferences } from "./dynamic-references.ts";
import { knownPart } from "./engine/resolve.ts";
import { lookedUp } from "./looked-up.ts";
import { keptParameters } from "./parameters.ts";
import {
  must,
  planOf,
  template,
  type Plan,
  type PlannedStack,
} from "./plan.ts";
import { invalid } from "./stack.ts";
import { isOwnType } from "./types.ts";
import { templates, type Target } from "./tables.ts";
import { transformed } from "./macros/transforms.ts";

/** A template that was read, transformed and found good for a stack. */
export interface Prepared {
  readonly plan: Plan;
  readonly original: string;
  readonly processed: string;
  readonly target: Target;
}

/**
 * Checks everything about a template that can be told before anything is made.
 * @throws Fault ValidationError, InsufficientCapabilities; TransformFailed
 */
export async function prepared(
  original: string,
  given: Readonly<Record<string, string>>,
  asked: PlannedStack,
  capabilities: readonly string[] | undefined,
  ctx: Context,
): Promise<Prepared> {
  const written = template(original);
  const found = await lookedUp(written, given, asked, ctx);
  const stack = { ...asked, found };
  const processed = await transformed(written, original, given, stack, ctx);
  const plan = planOf(template(processed), given, stack);
  checkCapabilities(plan.resources.values(), written, capabilities);
  await checkResources(plan, ctx);
  return {
    plan,
    original,
    processed,
    target: {
      templateVersion: randomUUID(),
      parameters: keptParameters(plan.declared, given, found),
    },
  };
}

/** Puts a template down for a stack. */
export async function putTemplate(
  stackId: string,
  {
    original,
    processed,
    target,
  }: Pick<Prepared, "original" | "target"> & Partial<Prepared>,
  ctx: Context,
): Promise<void> {
  await ctx.table(templates).put({
    stackId,
    version: target.templateVersion,
    original,
    ...(processed === undefined ? {} : { processed }),
  });
}

/** What a template aims at whose transforms fail: no more than its parameters. @throws Fault ValidationError */
export function untransformed(
  original: string,
  given: Readonly<Record<string, string>>,
): Target {
  const declared = must(parametersOf(template(original)));
  return {
    templateVersion: randomUUID(),
    parameters: keptParameters(declared, given),
  };
}

/** Every type must be offered, and what is known of its properties must fit. @throws Fault ValidationError */
async function checkResources(plan: Plan, ctx: Context): Promise<void> {
  const unknown: string[] = [];
  for (const {
    logicalId,
    type: typeName,
    properties,
    creationPolicy,
  } of plan.resources.values()) {
    if (
      typeName === "AWS::CloudFormation::WaitCondition" &&
      creationPolicy === undefined
    )
      for (const name of ["Handle", "Timeout"])
        if (properties[name] === undefined)
          throw invalid(`Property ${name} cannot be empty.`);
    if (isOwnType(typeName)) continue;
    const type = await ctx.platform.resourceTypes.find(typeName);
    if (!type) {
      unknown.push(typeName);
      continue;
    }
    const outcome = resolveValue(properties, plan.template, plan.scope);
    if (!outcome.ok) throw invalid(outcome.problem.message);
    checkReferences(outcome.value);
    const part = knownPart(outcome.value as Properties);
    const checked: CheckedProperties = checkedProperties(
      await type.schema(),
      part.known,
      part.unknown,
    );
    if (!checked.ok)
      throw invalid(
        `Properties validation failed for resource ${logicalId} with message: [${checked.problems.join(", ")}]`,
      );
  }
  if (unknown.length > 0)
    throw invalid(
      `Template format error: Unrecognized resource types: [${[...new Set(unknown)].join(", ")}]`,
    );
}
