import { DeleteConfigurationAggregatorCommand } from "@aws-sdk/client-config-service";
import { operation } from "../../../core/operation.ts";
import {
  existingAggregator,
  needOnAggregator,
} from "../aggregators/aggregators.ts";
import { withdraw } from "../aggregators/requests.ts";
import { aggregatorArnOf, aggregators } from "../aggregators/tables.ts";
import { unregister } from "../tags.ts";

export const DeleteConfigurationAggregator = operation(
  DeleteConfigurationAggregatorCommand,
  {
    needs: needOnAggregator("config:DeleteConfigurationAggregator"),

    async handle({ ConfigurationAggregatorName: name }, ctx) {
      await withdraw(await existingAggregator(name, ctx), ctx);
      await ctx.table(aggregators).delete(name);
      await unregister(aggregatorArnOf(ctx, name), ctx);
      return {};
    },
  },
);
