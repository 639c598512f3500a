import type { ResourceContext, ResourceType } from "./resource-type.ts";

/**
 * Makes a resource that takes several calls whole, or not at all: where one of the calls fails that follow the first,
 * what is there by then is deleted before the failure is told.
 */
export async function wholeOrGone(
  identifier: string,
  type: Pick<ResourceType, "delete">,
  ctx: ResourceContext,
  rest: () => Promise<void>,
): Promise<string> {
  try {
    await rest();
  } catch (error) {
    await type.delete(identifier, ctx, {});
    throw error;
  }
  return identifier;
}
