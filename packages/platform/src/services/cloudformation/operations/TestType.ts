import { TestTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { hookOf, refused } from "../registry/known-type.ts";

export const TestType = operation(TestTypeCommand, {
  needs: () => [allow("cloudformation:TestType", "*")],

  async handle(input, ctx) {
    await hookOf(input, ctx);
    throw refused(
      "Types are not tested here: run the contract tests of the CloudFormation CLI",
    );
  },
});
