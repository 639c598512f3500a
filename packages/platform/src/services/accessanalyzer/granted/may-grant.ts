import type { Policy, Statement } from "@gatehouse/authz";
import { covers, overlap } from "../validation/patterns.ts";

/** Some access: one action, or any (`*`), on resources that a pattern names. */
export interface Access {
  readonly action: string;
  readonly resource: string;
}

/**
 * The place of a statement that may grant some of the access, counted from 0; undefined where the policy surely grants
 * none of it. Conditions of an Allow are taken for met; a Deny counts where it has none and takes all of it back.
 */
export function mayGrant(policy: Policy, access: Access): number | undefined {
  const found = policy.statements.findIndex(
    (statement) =>
      statement.effect === "Allow" &&
      meets(statement, access) &&
      !policy.statements.some((deny) => takesBack(deny, statement, access)),
  );
  return found < 0 ? undefined : found;
}

const lower = (texts: readonly string[] | undefined): readonly string[] =>
  (texts ?? []).map((text) => text.toLowerCase());

/** Whether an Allow and the access have anything in common. */
function meets(statement: Statement, { action, resource }: Access): boolean {
  const { actions, notActions, resources, notResources } = statement;
  const name = action.toLowerCase();
  const onAction = actions
    ? lower(actions).some((pattern) => overlap(pattern, name))
    : !lower(notActions).some((pattern) => covers(pattern, name));
  const onResource = notResources
    ? !notResources.some((pattern) => covers(opened(pattern, "?"), resource))
    : (resources ?? ["*"]).some((pattern) =>
        overlap(opened(pattern, "*"), resource),
      );
  return onAction && onResource;
}

/** Whether a Deny without conditions takes back all that an Allow and the access have in common. */
function takesBack(deny: Statement, allow: Statement, access: Access): boolean {
  if (deny.effect !== "Deny" || deny.conditions.length > 0) return false;
  const name = access.action.toLowerCase();
  const onActions = deny.actions
    ? lower(deny.actions).some((pattern) => covers(pattern, name)) ||
      (allow.actions !== undefined &&
        lower(allow.actions).every((one) =>
          lower(deny.actions).some((pattern) => covers(pattern, one)),
        ))
    : !lower(deny.notActions).some((pattern) => overlap(pattern, name));
  const onResources = deny.notResources
    ? !deny.notResources.some((pattern) =>
        overlap(opened(pattern, "*"), access.resource),
      )
    : (deny.resources ?? ["*"]).some(
        (pattern) =>
          !pattern.includes("${") && covers(pattern, access.resource),
      ) ||
      (allow.resources !== undefined &&
        allow.resources.every(
          (one) =>
            !one.includes("${") &&
            (deny.resources ?? ["*"]).some(
              (pattern) => !pattern.includes("${") && covers(pattern, one),
            ),
        ));
  return onActions && onResources;
}

/** A policy variable may stand for anything: it is widened where that is the cautious reading, or left to match nothing. */
const opened = (pattern: string, by: "*" | "?"): string =>
  by === "*"
    ? pattern.replaceAll(/\$\{[^}]*\}/g, "*")
    : pattern.includes("${")
      ? ""
      : pattern;
