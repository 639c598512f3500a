import type { Arn } from "../../../core/arn.ts";
import type { PlatformFacts } from "../../../core/context.ts";

/** The address of a queue within the platform. */
export const queueAddress = (
  { accountId, resource }: Arn,
  platform: PlatformFacts,
): string => `${platform.endpoint()}/${accountId}/${resource}`;
