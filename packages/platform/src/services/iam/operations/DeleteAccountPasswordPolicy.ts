import {
  DeleteAccountPasswordPolicyCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { passwordPolicies } from "../tables.ts";

export const DeleteAccountPasswordPolicy = operation(
  DeleteAccountPasswordPolicyCommand,
  {
    needs: () => [allow("iam:DeleteAccountPasswordPolicy", "*")],

    async handle(_input, ctx) {
      if (!(await ctx.table(passwordPolicies).get("account")))
        throw fault(
          NoSuchEntityException,
          `The Password Policy with domain name ${ctx.accountId} cannot be found.`,
        );
      await ctx.table(passwordPolicies).delete("account");
      return {};
    },
  },
);
