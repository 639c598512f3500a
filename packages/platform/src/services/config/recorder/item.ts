import { createHash } from "node:crypto";
import type {
  BaseConfigurationItem,
  ConfigurationItem,
  ResourceType,
} from "@aws-sdk/client-config-service";
import type { Place } from "../../../core/context.ts";
import { tagsOf } from "../views/subject.ts";
import { configurationOf } from "../views/views.ts";
import { subjectOf } from "./subject.ts";
import type { ItemRow } from "./tables.ts";

/** A state as the short answers of the API have it. */
export function baseItem(item: ItemRow, place: Place): BaseConfigurationItem {
  const { configuration, supplementary } = configurationOf(
    subjectOf(item, place),
  );
  const gone = item.status === "ResourceDeleted";
  return {
    version: "1.3",
    accountId: place.accountId,
    configurationItemCaptureTime: new Date(item.capturedAt),
    configurationItemStatus: item.status,
    configurationStateId: String(item.stateId),
    ...(item.arn === undefined ? {} : { arn: item.arn }),
    resourceType: item.resourceType as ResourceType,
    resourceId: item.resourceId,
    ...(item.resourceName === undefined
      ? {}
      : { resourceName: item.resourceName }),
    awsRegion: place.region,
    ...(item.createdAt === undefined
      ? {}
      : { resourceCreationTime: new Date(item.createdAt) }),
    ...(gone ? {} : { configuration: JSON.stringify(configuration) }),
    supplementaryConfiguration: gone
      ? {}
      : Object.fromEntries(
          Object.entries(supplementary).map(([name, value]) => [
            name,
            JSON.stringify(value),
          ]),
        ),
  };
}

/** A state as GetResourceConfigHistory answers it. */
export function configurationItem(
  item: ItemRow,
  place: Place,
): ConfigurationItem {
  const base = baseItem(item, place);
  return {
    ...base,
    configurationItemMD5Hash: createHash("md5")
      .update(base.configuration ?? "")
      .digest("hex"),
    tags: tagsOf(item.properties),
    relatedEvents: [],
    relationships: [...item.relationships],
  };
}

/** A state as notifications, snapshots and functions are given it. */
export function shownItem(item: ItemRow, place: Place): object {
  const { configuration, supplementary } = configurationOf(
    subjectOf(item, place),
  );
  const gone = item.status === "ResourceDeleted";
  return {
    configurationItemVersion: "1.3",
    awsAccountId: place.accountId,
    awsRegion: place.region,
    configurationItemCaptureTime: new Date(item.capturedAt).toISOString(),
    configurationItemStatus: item.status,
    configurationStateId: item.stateId,
    ARN: item.arn ?? null,
    resourceType: item.resourceType,
    resourceId: item.resourceId,
    resourceName: item.resourceName ?? null,
    availabilityZone: "Not Applicable",
    resourceCreationTime:
      item.createdAt === undefined
        ? null
        : new Date(item.createdAt).toISOString(),
    tags: tagsOf(item.properties),
    relatedEvents: [],
    relationships: item.relationships,
    configuration: gone ? null : configuration,
    supplementaryConfiguration: gone ? {} : supplementary,
  };
}

/** What a rule's function is told of a state. */
export function invokingEventOf(
  item: ItemRow,
  ctx: Place & { now: () => number },
): string {
  return JSON.stringify({
    configurationItemDiff: null,
    configurationItem: shownItem(item, ctx),
    notificationCreationTime: new Date(ctx.now()).toISOString(),
    messageType: "ConfigurationItemChangeNotification",
    recordVersion: "1.3",
  });
}
