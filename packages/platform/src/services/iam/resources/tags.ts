import type { Tag } from "@aws-sdk/client-iam";
import type { Properties } from "../../../core/resource-type.ts";

/** Tags as IAM takes them. */
export const tagsIn = (
  tags: Readonly<Record<string, string>>,
): { Tags: Tag[] } => ({
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

/** Tags as a property; none where there are none. */
export const tagsOf = (tags: readonly Tag[] | undefined): Properties =>
  tags && tags.length > 0 ? { Tags: tags } : {};
