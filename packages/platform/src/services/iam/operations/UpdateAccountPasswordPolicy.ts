import { UpdateAccountPasswordPolicyCommand } from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import { passwordPolicies } from "../tables.ts";

const MINIMUM_LENGTH = 6;

/** What a call leaves out goes back to its default, as in AWS. */
export const UpdateAccountPasswordPolicy = operation(
  UpdateAccountPasswordPolicyCommand,
  {
    needs: () => [allow("iam:UpdateAccountPasswordPolicy", "*")],

    async handle(input, ctx) {
      await ctx.table(passwordPolicies).put({
        minimumLength: input.MinimumPasswordLength ?? MINIMUM_LENGTH,
        symbols: input.RequireSymbols ?? false,
        numbers: input.RequireNumbers ?? false,
        uppercase: input.RequireUppercaseCharacters ?? false,
        lowercase: input.RequireLowercaseCharacters ?? false,
        usersMayChange: input.AllowUsersToChangePassword ?? false,
        ...(input.MaxPasswordAge === undefined
          ? {}
          : { maxAge: input.MaxPasswordAge }),
        ...(input.PasswordReusePrevention === undefined
          ? {}
          : { reusePrevention: input.PasswordReusePrevention }),
        ...(input.HardExpiry === undefined
          ? {}
          : { hardExpiry: input.HardExpiry }),
      });
      return {};
    },
  },
);
