import type { RootCaller } from "../caller.ts";
import { globalArn } from "../arn.ts";

/** The root user of an account. */
export function rootCaller(
  accountId: string,
  accessKeyId?: string,
): RootCaller {
  return {
    type: "Root",
    arn: globalArn("iam", accountId, "root"),
    accountId,
    principalId: accountId,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
  };
}
