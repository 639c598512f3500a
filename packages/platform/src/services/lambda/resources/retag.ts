import {
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-lambda";
import { changeTags } from "../../../core/resource-tags.ts";
import type { Change, ResourceContext } from "../../../core/resource-type.ts";

/** Brings the tags of a resource to what a change says. */
export const retag = (
  Resource: string,
  change: Change,
  ctx: ResourceContext,
): Promise<void> =>
  changeTags(change, {
    untag: (TagKeys) =>
      ctx.send(new UntagResourceCommand({ Resource, TagKeys })),
    tag: (Tags) => ctx.send(new TagResourceCommand({ Resource, Tags })),
  });
