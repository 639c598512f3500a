import type { AggregateResourceIdentifier } from "@aws-sdk/client-config-service";
import type { Context, Place } from "../../../core/context.ts";
import { latestItems, type ItemRow } from "../recorder/tables.ts";

/** A recorded resource, where it is recorded. */
export interface ItemAt {
  readonly place: Place;
  readonly item: ItemRow;
}

/** The resources that are there, of one type or of all. */
export async function itemsAt(
  places: readonly Place[],
  resourceType: string | undefined,
  ctx: Context,
): Promise<readonly ItemAt[]> {
  const found = await Promise.all(
    places.map(async (place) => {
      const { rows } = await ctx
        .table(latestItems, place)
        .list(resourceType === undefined ? {} : { prefix: [resourceType] });
      return rows.filter(isThere).map((item) => ({ place, item }));
    }),
  );
  return found.flat();
}

/** A resource by its identifier, where it is there and in one of the places. */
export async function itemOf(
  identifier: AggregateResourceIdentifier,
  places: readonly Place[],
  ctx: Context,
): Promise<ItemAt | undefined> {
  const { SourceAccountId, SourceRegion, ResourceType, ResourceId } =
    identifier;
  const place = places.find(
    ({ accountId, region }) =>
      accountId === SourceAccountId && region === SourceRegion,
  );
  const item =
    place &&
    (await ctx
      .table(latestItems, place)
      .get(ResourceType ?? "", ResourceId ?? ""));
  return item && isThere(item) ? { place, item } : undefined;
}

const isThere = ({ status }: ItemRow): boolean => status !== "ResourceDeleted";
