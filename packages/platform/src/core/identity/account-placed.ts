import { event } from "../event.ts";

/** An account came into a place in an organization, moved there or left it: where it is now, its node tells. */
export const accountPlaced = event<{ orgId: string; accountId: string }>(
  "organizations.AccountPlaced",
);
