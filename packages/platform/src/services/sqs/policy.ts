import { parsePolicy, type Policy } from "@gatehouse/authz";
import type { Context } from "../../core/context.ts";
import { bindPrincipals } from "../../core/identity/principal-ids.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { invalidValue } from "./attributes.ts";
import { queueOfArn, queues } from "./tables.ts";

/** The policy of a queue, for the decision about an action on it. */
export const resourcePolicy: ResourcePolicyOf = async (arn, _action, ctx) => {
  const named = queueOfArn(arn);
  if (!named) return undefined;
  const row = await ctx.table(queues, named).get(named.queueName);
  return {
    document: row?.attributes.Policy,
    kind: "resource",
    accountId: named.accountId,
  };
};

/**
 * Checks a queue's policy and names its principals by their unique ids, as it is to be stored.
 * @throws Fault InvalidAttributeValue
 */
export async function storablePolicy(
  document: string,
  ctx: Context,
): Promise<string> {
  const parsed = parsePolicy(document, "resource");
  if (!parsed.ok) throw invalidValue("Policy", parsed.message);
  checkActions(parsed.policy);
  const bound = await bindPrincipals(document, ctx);
  if (!bound.ok)
    throw invalidValue("Policy", `${bound.unknown} is no principal.`);
  return bound.document;
}

function checkActions({ statements }: Policy): void {
  for (const { actions, notActions } of statements)
    for (const action of actions ?? notActions ?? [])
      if (action !== "*" && !/^sqs:/i.test(action))
        throw invalidValue("Policy", `${action} is no action of SQS.`);
}
