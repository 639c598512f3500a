import type { Place } from "../../../core/context.ts";

/** What is counted by account or by Region. */
interface Placed {
  readonly place: Place;
}

const KEYS = {
  ACCOUNT_ID: ({ place }: Placed) => place.accountId,
  AWS_REGION: ({ place }: Placed) => place.region,
};

/** Things by the name of their group; all in one that has no name where they are not grouped. */
export function groupsOf<Item extends Placed>(
  items: readonly Item[],
  key: keyof typeof KEYS | undefined,
): readonly { name: { GroupName?: string }; items: readonly Item[] }[] {
  if (key === undefined) return [{ name: {}, items }];
  return [...Map.groupBy(items, KEYS[key])].map(([GroupName, members]) => ({
    name: { GroupName },
    items: members,
  }));
}
