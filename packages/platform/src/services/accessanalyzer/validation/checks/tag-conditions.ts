import type { WrittenStatement } from "../document.ts";
import { found, type About, type Check, type Found } from "../finding.ts";
import { covers } from "../patterns.ts";
import type { KnownAction } from "../reference.ts";

/** Whether the actions of a statement know the resource's tags that its condition asks for. */
export const tagConditionChecks: readonly Check[] = [
  function* ({ statements }, about) {
    for (const statement of statements) yield* resourceTags(statement, about);
  },
];

const RESOURCE_TAG = "aws:resourcetag/";

function* resourceTags(
  statement: WrittenStatement,
  about: About,
): Iterable<Found> {
  const { effect, conditions, actions, notActions } = statement;
  if (!effect) return;
  for (const { key } of conditions) {
    if (!key.key.toLowerCase().startsWith(RESOURCE_TAG)) continue;
    const deny = effect === "Deny";
    if (notActions.length > 0)
      yield found(
        deny
          ? "DENY_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
          : "ALLOW_NOTACTION_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        key,
        { key: key.key },
      );
    const services = new Set(
      actions.flatMap(({ value }) => withoutTags(value.toLowerCase(), about)),
    );
    if (services.size > 0)
      yield found(
        deny
          ? "DENY_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE"
          : "ALLOW_WITH_UNSUPPORTED_TAG_CONDITION_KEY_FOR_SERVICE",
        key,
        { key: key.key, services: [...services].join(", ") },
      );
  }
}

/** The service of an action none of whose operations knows its resource's tags. */
function withoutTags(action: string, { reference }: About): string[] {
  const [service = "", name = ""] = action.split(":", 2);
  const known = reference.services.get(service)?.actions;
  if (!known) return [];
  const meant = /[*?]/.test(name)
    ? [...known].filter(([other]) => covers(name, other))
    : [...known].filter(([other]) => other === name);
  return meant.length > 0 && !meant.some(([, one]) => knowsTags(one, service))
    ? [service]
    : [];
}

const knowsTags = ({ conditionKeys }: KnownAction, service: string): boolean =>
  [...conditionKeys].some(
    (key) =>
      key.startsWith(RESOURCE_TAG) || key.startsWith(`${service}:resourcetag/`),
  );
