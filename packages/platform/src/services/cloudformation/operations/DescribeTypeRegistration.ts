import { DescribeTypeRegistrationCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { refused } from "../registry/known-type.ts";
import { hookArn, registrations } from "../registry/tables.ts";

export const DescribeTypeRegistration = operation(
  DescribeTypeRegistrationCommand,
  {
    needs: () => [allow("cloudformation:DescribeTypeRegistration", "*")],

    async handle({ RegistrationToken }, ctx) {
      const row = await ctx.table(registrations).get(RegistrationToken);
      if (!row)
        throw refused(`No registration token matches ${RegistrationToken}`);
      const { typeName, versionId } = row;
      return {
        ProgressStatus: row.status,
        Description: row.description,
        ...(versionId === undefined
          ? {}
          : {
              TypeArn: hookArn(ctx, typeName),
              TypeVersionArn: hookArn(ctx, typeName, versionId),
            }),
      };
    },
  },
);
