import { DescribeTypeCommand } from "@aws-sdk/client-cloudformation";
import { allow, operation } from "../../../core/operation.ts";
import { describedType } from "../registry/describe.ts";

export const DescribeType = operation(DescribeTypeCommand, {
  needs: () => [allow("cloudformation:DescribeType", "*")],
  handle: describedType,
});
