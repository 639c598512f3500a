import { DescribeConfigurationRecordersCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import { needsOnRecorders, wantedNames } from "../recorder/named.ts";
import { recordersNamed, shownRecorder } from "../recorder/recorders.ts";

export const DescribeConfigurationRecorders = operation(
  DescribeConfigurationRecordersCommand,
  {
    needs: (input, ctx) =>
      needsOnRecorders("config:DescribeConfigurationRecorders", input, ctx),

    async handle(input, ctx) {
      const found = await recordersNamed(wantedNames(input), ctx);
      return {
        ConfigurationRecorders: found.map((row) => shownRecorder(row, ctx)),
      };
    },
  },
);
