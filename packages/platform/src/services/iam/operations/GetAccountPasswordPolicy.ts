import {
  GetAccountPasswordPolicyCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { passwordPolicies } from "../tables.ts";

export const GetAccountPasswordPolicy = operation(
  GetAccountPasswordPolicyCommand,
  {
    needs: () => [allow("iam:GetAccountPasswordPolicy", "*")],

    async handle(_input, ctx) {
      const policy = await ctx.table(passwordPolicies).get("account");
      if (!policy)
        throw fault(
          NoSuchEntityException,
          `The Password Policy with domain name ${ctx.accountId} cannot be found.`,
        );
      return {
        PasswordPolicy: {
          MinimumPasswordLength: policy.minimumLength,
          RequireSymbols: policy.symbols,
          RequireNumbers: policy.numbers,
          RequireUppercaseCharacters: policy.uppercase,
          RequireLowercaseCharacters: policy.lowercase,
          AllowUsersToChangePassword: policy.usersMayChange,
          ExpirePasswords: policy.maxAge !== undefined,
          MaxPasswordAge: policy.maxAge,
          PasswordReusePrevention: policy.reusePrevention,
          HardExpiry: policy.hardExpiry,
        },
      };
    },
  },
);
