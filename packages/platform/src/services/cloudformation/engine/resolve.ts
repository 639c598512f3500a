import {
  isIntrinsic,
  resolveValue,
  TemplateProblem,
  type Scope,
  type Value,
} from "@gatehouse/template";
import type { Properties } from "../../../core/resource-type.ts";
import { isDynamic } from "../dynamic-references.ts";
import type { Plan } from "../plan.ts";
import type { ResourceRow } from "../tables.ts";

/** A value resolved, or why it cannot be. */
export type Resolved =
  | { readonly ok: true; readonly value: Value | undefined }
  | { readonly ok: false; readonly reason: string };

/** What resources and other stacks give to a template's functions. */
export interface Surroundings {
  readonly rows: ReadonlyMap<string, ResourceRow>;
  readonly exports: ReadonlyMap<string, string>;
}

/** Resolves a value with everything that must be known by now. */
export function resolved(
  value: Value,
  plan: Plan,
  surroundings: Surroundings,
): Resolved {
  const outcome = resolveValue(
    value,
    plan.template,
    scopeOf(plan, surroundings),
  );
  if (!outcome.ok) return { ok: false, reason: outcome.problem.message };
  const unknown = unknownIn(outcome.value);
  return unknown === undefined
    ? outcome
    : {
        ok: false,
        reason: `Template error: ${JSON.stringify(unknown)} cannot be resolved`,
      };
}

/** The plan's scope with what resources and other stacks give. */
export function scopeOf(
  { scope, resources }: Plan,
  { rows, exports }: Surroundings,
): Scope {
  return {
    ...scope,
    ref: (id) => (resources.has(id) ? rows.get(id)?.physicalId : undefined),
    attribute: (id, name) => {
      const row = resources.has(id) ? rows.get(id) : undefined;
      if (row?.identifier === undefined) return undefined;
      const value = memberAt(row.attributes, name.split("."));
      if (value === undefined)
        throw new TemplateProblem(
          `Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`,
        );
      return value;
    },
    imported: (name) => {
      const value = exports.get(name);
      if (value === undefined)
        throw new TemplateProblem(`No export named ${name} found.`);
      return value;
    },
    zones: (region) => ["a", "b", "c"].map((zone) => region + zone),
  };
}

/** What is not known yet among properties, taken out; `unknown` tells where it stood, as JSON pointers. */
export function knownPart(properties: Properties): {
  known: Properties;
  unknown: ReadonlySet<string>;
} {
  const unknown = new Set<string>();
  return {
    known: (known(properties, "", unknown) ?? {}) as Properties,
    unknown,
  };
}

function known(value: unknown, path: string, unknown: Set<string>): unknown {
  if (typeof value === "string" && isDynamic(value)) {
    unknown.add(path);
    return undefined;
  }
  if (typeof value !== "object" || value === null) return value;
  if (isFunction(value)) {
    unknown.add(path);
    return undefined;
  }
  if (Array.isArray(value)) {
    const before = unknown.size;
    const items = value.map((item, i) => known(item, `${path}/${i}`, unknown));
    if (unknown.size === before) return items;
    unknown.add(path);
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const kept = known(member, `${path}/${name}`, unknown);
      return kept === undefined ? [] : [[name, kept]];
    }),
  );
}

function unknownIn(value: unknown): object | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (isFunction(value)) return value;
  for (const member of Object.values(value)) {
    const found = unknownIn(member);
    if (found) return found;
  }
  return undefined;
}

function isFunction(value: object): boolean {
  const names = Object.keys(value);
  return !Array.isArray(value) && names.length === 1 && isIntrinsic(names[0]!);
}

function memberAt(value: unknown, path: readonly string[]): Value | undefined {
  let found = value;
  // An attribute's name may have dots of its own, as the outputs of a nested stack's do.
  for (const [i, step] of path.entries()) {
    if (typeof found !== "object" || found === null) return undefined;
    const rest = path.slice(i).join(".");
    if (Object.hasOwn(found, rest))
      return (found as Record<string, Value>)[rest];
    if (!Object.hasOwn(found, step)) return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  return found as Value;
}
