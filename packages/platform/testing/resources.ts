import { randomUUID } from "node:crypto";
import { rootCaller } from "../src/core/identity/root.ts";
import {
  madeOf,
  type Change,
  type Made,
  type Properties,
  type ResourceType,
} from "../src/core/resource-type.ts";
import { resourceContext } from "../src/core/resource-work.ts";
import { REGION, type Cloud } from "./cloud.ts";

/** One resource type as a stack of the root user would work with it. */
export interface ResourceHandler {
  /** @param work the same text makes the same resource once */
  create(properties: Properties, work?: string): Promise<string>;
  /** As create, with what only creation tells. */
  make(properties: Properties, work?: string): Promise<Made>;
  read(identifier: string, known?: Properties): Promise<Properties | undefined>;
  update(identifier: string, change: Change): Promise<void>;
  delete(
    identifier: string,
    properties?: Properties,
    work?: string,
  ): Promise<void>;
  list(): Promise<readonly string[]>;
  readonly type: ResourceType;
}

/** Finds a resource type, to be worked with without a stack. */
export async function resourceHandler(
  cloud: Cloud,
  typeName: string,
): Promise<ResourceHandler> {
  const { facts } = cloud.running.platform;
  const type = await facts.resourceTypes.find(typeName);
  if (!type) throw new Error(`No service offers ${typeName}.`);
  const place = { accountId: cloud.accountId, region: REGION };
  const step = (id: string = randomUUID()) =>
    resourceContext(facts.workplace("cloudformation").context(place), {
      id,
      stackName: "stack",
      logicalId: "Resource",
      as: rootCaller(cloud.accountId),
    });
  const make = async (properties: Properties, work?: string) =>
    madeOf(await type.create(properties, step(work)));
  return {
    type,
    make,
    create: async (properties, work) =>
      (await make(properties, work)).identifier,
    read: (identifier, known) => type.read(identifier, step(), known),
    update: async (identifier, change) =>
      type.update?.(identifier, change, step()),
    delete: (identifier, properties = {}, work?: string) =>
      type.delete(identifier, step(work), properties),
    list: async () => (await type.list?.(step())) ?? [],
  };
}
