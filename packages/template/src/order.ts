import { attempt, TemplateProblem, type Outcome } from "./problem.ts";
import { referencesIn } from "./references.ts";
import type { ResourceDeclaration, Template } from "./template.ts";

/** Which resources each resource waits for, by logical id: what it refers to and what it says it depends on. */
export type Dependencies = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * The dependencies between the resources of a template, those whose condition does not hold left out.
 * Refused: references to nothing, and resources that wait for each other.
 */
export function dependenciesOf(
  template: Template,
  declarations: readonly ResourceDeclaration[],
): Outcome<Dependencies> {
  return attempt(() => {
    const present = new Set(declarations.map(({ logicalId }) => logicalId));
    const dependencies = new Map(
      declarations.map((declaration) => [
        declaration.logicalId,
        waitsFor(declaration, template, present),
      ]),
    );
    refuseCircles(dependencies, template);
    return dependencies;
  });
}

function waitsFor(
  { logicalId, properties, dependsOn, metadata = null }: ResourceDeclaration,
  template: Template,
  present: ReadonlySet<string>,
): ReadonlySet<string> {
  const found = new Set(dependsOn.filter((id) => present.has(id)));
  const unknown = new Set<string>();
  for (const value of [properties, metadata])
    for (const { name } of referencesIn(value)) {
      if (name.startsWith("AWS::") || Object.hasOwn(template.parameters, name))
        continue;
      if (present.has(name)) found.add(name);
      else if (!Object.hasOwn(template.resources, name)) unknown.add(name);
    }
  if (unknown.size > 0)
    throw new TemplateProblem(
      `Template format error: Unresolved resource dependencies [${[...unknown].join(", ")}] in the Resources block of the template`,
      template.positionOf(["Resources", logicalId]),
    );
  if (found.has(logicalId))
    throw new TemplateProblem(
      `Circular dependency between resources: [${logicalId}]`,
      template.positionOf(["Resources", logicalId]),
    );
  return found;
}

/** Takes away, again and again, what waits for nothing; what is left goes round in circles. */
function refuseCircles(dependencies: Dependencies, template: Template): void {
  const waiting = new Map(
    [...dependencies].map(([id, others]) => [id, others.size]),
  );
  const waitedForBy = new Map<string, string[]>();
  for (const [id, others] of dependencies)
    for (const other of others)
      waitedForBy.set(other, [...(waitedForBy.get(other) ?? []), id]);
  const ready = [...waiting].flatMap(([id, count]) =>
    count === 0 ? [id] : [],
  );
  for (let id = ready.pop(); id !== undefined; id = ready.pop()) {
    waiting.delete(id);
    for (const next of waitedForBy.get(id) ?? []) {
      const left = (waiting.get(next) ?? 0) - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const [first] = waiting.keys();
  if (first !== undefined)
    throw new TemplateProblem(
      `Circular dependency between resources: [${[...waiting.keys()].toSorted().join(", ")}]`,
      template.positionOf(["Resources", first]),
    );
}
