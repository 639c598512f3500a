import { DeletePendingAggregationRequestCommand } from "@aws-sdk/client-config-service";
import { allow, operation } from "../../../core/operation.ts";
import { decline } from "../aggregators/requests.ts";

/** Turns an aggregator's account and Region down, until it is put again.. */
export const DeletePendingAggregationRequest = operation(
  DeletePendingAggregationRequestCommand,
  {
    needs: () => [allow("config:DeletePendingAggregationRequest", "*")],

    async handle(
      { RequesterAccountId: accountId, RequesterAwsRegion: region },
      ctx,
    ) {
      await decline({ accountId, region }, ctx);
      return {};
    },
  },
);
