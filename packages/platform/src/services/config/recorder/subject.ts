import type { Place } from "../../../core/context.ts";
import type { Subject } from "../views/subject.ts";
import type { ItemRow } from "./tables.ts";

/** A recorded resource as rules see it. */
export function subjectOf(item: ItemRow, place: Place): Subject {
  const { resourceType, resourceId, resourceName, arn, properties } = item;
  return {
    accountId: place.accountId,
    region: place.region,
    resourceType,
    resourceId,
    ...(resourceName === undefined ? {} : { resourceName }),
    ...(arn === undefined ? {} : { arn }),
    properties,
  };
}
