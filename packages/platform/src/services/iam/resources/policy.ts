import { isDeepStrictEqual } from "node:util";
import { difference } from "../../../core/resource-input.ts";
import {
  resourceType,
  type Change,
  type Properties,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { asDocument, asText } from "./documents.ts";
import { HOLDERS } from "./holders.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::Policy";

/** One inline policy of several users, groups and roles; its identifier is a name of its own. */
export const policy = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    await wholeOrGone(
      () => change({ before: {}, after: properties }, ctx),
      () => change({ before: properties, after: {} }, ctx),
    );
    return ctx.name({ most: 128 });
  },

  // IAM does not know which policies are one: the stack does.
  async read(Id, ctx, known) {
    const PolicyName = known?.["PolicyName"] as string | undefined;
    if (PolicyName === undefined) return { Id };
    const found: Record<string, unknown> = {};
    let document: unknown;
    for (const [property, holder] of Object.entries(HOLDERS)) {
      const names: string[] = [];
      for (const name of namesIn(known ?? {}, property)) {
        const held = await holder.get(name, PolicyName, ctx).catch(absent);
        if (!held) continue;
        names.push(name);
        document ??= asDocument(held.PolicyDocument);
      }
      if (names.length > 0) found[property] = names;
    }
    return document === undefined
      ? undefined
      : { Id, PolicyName, PolicyDocument: document, ...found };
  },

  update: (_id, changed, ctx) => change(changed, ctx),

  delete: (_id, ctx, properties) =>
    change({ before: properties, after: {} }, ctx),
});

async function change(
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const [oldName, newName] = [before["PolicyName"], after["PolicyName"]];
  const renamed = oldName !== newName;
  const rewritten =
    renamed ||
    !isDeepStrictEqual(before["PolicyDocument"], after["PolicyDocument"]);
  for (const [property, holder] of Object.entries(HOLDERS)) {
    const [old, wanted] = [namesIn(before, property), namesIn(after, property)];
    const { added, gone } = difference(old, wanted);
    for (const name of rewritten ? wanted : added)
      await holder.put(
        name,
        newName as string,
        asText(after["PolicyDocument"]),
        ctx,
      );
    for (const name of renamed ? old : gone)
      await holder.drop(name, oldName as string, ctx).catch(absent);
  }
}

const namesIn = (properties: Properties, property: string): string[] =>
  (properties[property] ?? []) as string[];
