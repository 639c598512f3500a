import { SelectResourceConfigCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { select } from "../query/select.ts";

export const SelectResourceConfig = operation(SelectResourceConfigCommand, {
  needs: () => [allow("config:SelectResourceConfig", "*")],
  handle: (input, ctx) => select(input, [ctx], ctx),
});
