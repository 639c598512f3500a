import { isDeepStrictEqual } from "node:util";
import { difference } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import type {
  Change,
  Properties,
  ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { asDocument, asText } from "./documents.ts";
import type { Holder } from "./holders.ts";

interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: unknown;
}

/** Brings the properties Policies and ManagedPolicyArns of a user, a group or a role to what a change says. */
export async function changePolicies(
  holder: Holder,
  name: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  const [old, wanted] = [inlineIn(before), inlineIn(after)];
  const names = (policies: readonly InlinePolicy[]) =>
    policies.map(({ PolicyName }) => PolicyName);
  for (const policy of difference(names(old), names(wanted)).gone)
    await holder.drop(name, policy, ctx).catch(absent);
  for (const policy of wanted)
    if (!old.some((one) => isDeepStrictEqual(one, policy)))
      await holder.put(
        name,
        policy.PolicyName,
        asText(policy.PolicyDocument),
        ctx,
      );
  const arns = difference(
    before["ManagedPolicyArns"],
    after["ManagedPolicyArns"],
  );
  for (const arn of arns.gone)
    await holder.detach(name, arn, ctx).catch(absent);
  for (const arn of arns.added) await holder.attach(name, arn, ctx);
}

/** Takes all policies from a user, a group or a role, so that it can be deleted. */
export async function dropPolicies(
  holder: Holder,
  name: string,
  ctx: ResourceContext,
): Promise<void> {
  for (const policy of await inlineNames(holder, name, ctx))
    await holder.drop(name, policy, ctx).catch(absent);
  for (const arn of await attachedArns(holder, name, ctx))
    await holder.detach(name, arn, ctx).catch(absent);
}

/** The policies of a user, a group or a role, as properties. */
export async function policiesOf(
  holder: Holder,
  name: string,
  ctx: ResourceContext,
): Promise<Properties> {
  const [names, ManagedPolicyArns] = await Promise.all([
    inlineNames(holder, name, ctx),
    attachedArns(holder, name, ctx),
  ]);
  const Policies = await Promise.all(
    names.map(async (PolicyName) => ({
      PolicyName,
      PolicyDocument: asDocument(
        (await holder.get(name, PolicyName, ctx)).PolicyDocument,
      ),
    })),
  );
  return {
    ...(Policies.length > 0 ? { Policies } : {}),
    ...(ManagedPolicyArns.length > 0 ? { ManagedPolicyArns } : {}),
  };
}

const inlineIn = (properties: Properties): readonly InlinePolicy[] =>
  (properties["Policies"] ?? []) as InlinePolicy[];

const inlineNames = (holder: Holder, name: string, ctx: ResourceContext) =>
  everyPage(async (marker) => {
    const found = await holder
      .names(name, marker === undefined ? {} : { Marker: marker }, ctx)
      .catch(absent);
    return { items: found?.PolicyNames, next: found?.Marker };
  });

const attachedArns = (holder: Holder, name: string, ctx: ResourceContext) =>
  everyPage(async (marker) => {
    const found = await holder
      .attached(name, marker === undefined ? {} : { Marker: marker }, ctx)
      .catch(absent);
    return {
      items: found?.AttachedPolicies?.map(({ PolicyArn = "" }) => PolicyArn),
      next: found?.Marker,
    };
  });
