import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { operation } from "../../../core/operation.ts";

/** Needs no permission: AWS answers it even where a policy denies `sts:GetCallerIdentity`. */
export const GetCallerIdentity = operation(GetCallerIdentityCommand, {
  needs: () => [],

  async handle(_input, { caller }) {
    return {
      UserId: caller.principalId,
      Account: caller.accountId,
      Arn: caller.arn,
    };
  },
});
