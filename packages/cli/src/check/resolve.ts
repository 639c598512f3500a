import {
  pathOf,
  plainValue,
  rewritten,
  type GuardDocument,
  type GuardValue,
  type Rewriting,
} from "@gatehouse/guard";
import {
  bindParameters,
  conditionsOf,
  isIntrinsic,
  resolveValue,
  templateFrom,
  type ObjectValue,
  type Scope,
  type Template,
  type Value,
} from "@gatehouse/template";

export interface Resolved {
  readonly document: GuardDocument;
  /** What could not be resolved though it should have been. */
  readonly notes: readonly string[];
}

/**
 * A template with its functions resolved, as far as the parameters given and the defaults of the
 * others tell; the rest stays as it is written. Resources whose condition does not hold are left
 * out. What is no template stays as it is.
 */
export function resolvedTemplate(
  document: GuardDocument,
  given: Readonly<Record<string, string>>,
): Resolved {
  const { root } = document;
  if (root.kind !== "map" || !root.value.has("Resources"))
    return { document, notes: [] };
  const read = templateFrom(plainValue(root) as ObjectValue);
  if (!read.ok) return { document, notes: [read.problem.message] };
  const notes: string[] = [];
  const scope = scopeOf(read.value, given, notes);
  const resolver = new Resolver(read.value, scope, notes);
  return {
    document: rewritten(document, (value) => resolver.rewrite(value)),
    notes: [...new Set(notes)],
  };
}

/** Parameters without any value, and those that are looked up elsewhere, are not known. */
function scopeOf(
  template: Template,
  given: Readonly<Record<string, string>>,
  notes: string[],
): Scope {
  const known = Object.entries(template.parameters).filter(
    ([name, { Type, Default }]) =>
      (Object.hasOwn(given, name) || Default !== undefined) &&
      !(typeof Type === "string" && Type.startsWith("AWS::SSM::Parameter::")),
  );
  const names = new Set(known.map(([name]) => name));
  const bound = bindParameters(
    { ...template, parameters: Object.fromEntries(known) },
    Object.fromEntries(
      Object.entries(given).filter(([name]) => names.has(name)),
    ),
  );
  if (!bound.ok) notes.push(bound.problem.message);
  return {
    parameters: bound.ok
      ? Object.fromEntries(
          Object.entries(bound.value).map(([name, value]) => [
            name,
            meant(value, template.parameters[name] ?? {}),
          ]),
        )
      : {},
    pseudo: Object.fromEntries(
      Object.entries(given).filter(([name]) => name.startsWith("AWS::")),
    ),
    extended: template.transforms.includes("AWS::LanguageExtensions"),
  };
}

/**
 * A parameter is a text wherever it is used; CloudFormation makes of it what a property wants. Here
 * the declaration tells: numbers of type Number, booleans where nothing else is allowed or the
 * default is one.
 */
function meant(
  value: Value,
  { Type, AllowedValues, Default }: ObjectValue,
): Value {
  if (typeof value !== "string") return value;
  if (Type === "Number") return Number(value);
  const boolean =
    typeof Default === "boolean" ||
    (Array.isArray(AllowedValues) &&
      AllowedValues.length > 0 &&
      AllowedValues.every((each) => TRUTHS.has(String(each))));
  return boolean && TRUTHS.has(value) ? value === "true" : value;
}

const TRUTHS: ReadonlySet<string> = new Set(["true", "false"]);

class Resolver {
  readonly #template: Template;
  readonly #scope: Scope;
  readonly #notes: string[];
  readonly #conditions: Readonly<Record<string, boolean | undefined>>;

  constructor(template: Template, scope: Scope, notes: string[]) {
    this.#template = template;
    this.#scope = scope;
    this.#notes = notes;
    const conditions = conditionsOf(template, scope);
    if (!conditions.ok) notes.push(conditions.problem.message);
    this.#conditions = conditions.ok ? conditions.value : {};
  }

  rewrite(value: GuardValue): Rewriting {
    if (value.kind !== "map" || !value.parent) return { keep: true };
    const [, section = ""] = pathOf(value).split("/");
    if (section !== "Resources" && section !== "Outputs") return { keep: true };
    const holder = value.parent;
    const condition = value.value.get("Condition");
    if (
      holder.key === section &&
      !holder.parent?.parent &&
      condition?.kind === "string"
    )
      return this.#conditions[condition.value] === false
        ? { remove: true }
        : { keep: true };
    const [name] = value.value.keys();
    if (value.value.size !== 1 || name === undefined || !isIntrinsic(name))
      return { keep: true };
    return this.#resolve(value);
  }

  #resolve(value: GuardValue): Rewriting {
    const written = plainValue(value) as Value;
    const outcome = resolveValue(written, this.#template, this.#scope);
    if (!outcome.ok) {
      this.#notes.push(`${pathOf(value)}: ${outcome.problem.message}`);
      return { keep: true };
    }
    return outcome.value === undefined
      ? { remove: true }
      : { instead: outcome.value };
  }
}
