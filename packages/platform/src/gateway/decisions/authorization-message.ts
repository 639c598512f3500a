import type { Statement } from "@gatehouse/authz";
import { sealAuthorizationMessage } from "../../core/identity/authorization-message.ts";
import type { Caller } from "../../core/caller.ts";
import { FOREIGN } from "./explained.ts";
import { ownerOf, type Judged } from "./judged.ts";
import { policiesIn } from "./policy-slots.ts";
import type { KeptQuestion } from "./tables.ts";

/** The header with the message that sts:DecodeAuthorizationMessage opens; AWS writes it into EC2's error text. */
export const AUTHORIZATION_MESSAGE = "x-gatehouse-authorization-message";

/** What proxies and clients surely take in a header. */
const LONGEST = 4096;

/**
 * The denial in the form that AWS's decoded messages have, sealed for the caller's account; undefined where it
 * would be too long. Another account's statement is left out.
 */
export function authorizationMessage(
  judged: Judged,
  { principal, action, resource, context }: KeptQuestion,
  caller: Caller,
  key: Buffer,
): string | undefined {
  const { decision, request } = judged;
  const owner = ownerOf(request, caller) === caller.accountId;
  const matched =
    owner || !FOREIGN.has(decision.layer)
      ? matchedStatement(judged)
      : undefined;
  const message = sealAuthorizationMessage(
    {
      allowed: false,
      explicitDeny: decision.reason === "explicit-deny",
      matchedStatements: { items: matched ? [described(matched)] : [] },
      failures: { items: [] },
      context: {
        principal: {
          id: principal.principalId,
          name: principal.arn.split("/").at(-1),
          arn: principal.arn,
        },
        action,
        resource,
        conditions: {
          items: Object.entries(context).map(([name, value]) => ({
            key: name,
            values: values(typeof value === "string" ? [value] : value),
          })),
        },
      },
    },
    key,
    caller.accountId,
  );
  return message.length <= LONGEST ? message : undefined;
}

/** The statement that denied, as it was written. */
function matchedStatement({
  policies,
  decision,
}: Pick<Judged, "policies" | "decision">): Statement | undefined {
  const ref = decision.statement;
  if (!ref) return undefined;
  return policiesIn(policies).find(({ source }) => source === ref.policy)
    ?.policy.statements[ref.index];
}

function described({
  sid = "",
  effect,
  principal,
  actions,
  notActions,
  resources,
  notResources,
  conditions,
}: Statement): object {
  return {
    statementId: sid,
    effect: effect.toUpperCase(),
    principals: values(principal?.aws),
    principalGroups: { items: [] },
    ...(notActions
      ? { notActions: values(notActions) }
      : { actions: values(actions) }),
    ...(notResources
      ? { notResources: values(notResources) }
      : { resources: values(resources) }),
    conditions: {
      items: conditions.map(({ operator, key, values: wanted }) => ({
        operator,
        key,
        values: values(wanted),
      })),
    },
  };
}

const values = (texts: readonly string[] = []) => ({
  items: texts.map((value) => ({ value })),
});
