import {
  InvalidTimeRangeException,
  ListResourceEvaluationsCommand,
} from "@aws-sdk/client-config-service";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { invalidToken } from "../faults.ts";
import { more } from "../paging.ts";
import { evaluations } from "../tables.ts";

const PAGE = 10;

/** Newest first. */
export const ListResourceEvaluations = operation(
  ListResourceEvaluationsCommand,
  {
    needs: () => [allow("config:ListResourceEvaluations", "*")],

    async handle({ Filters = {}, Limit, NextToken }, ctx) {
      const { EvaluationMode, TimeWindow, EvaluationContextIdentifier } =
        Filters;
      const from = TimeWindow?.StartTime?.getTime() ?? 0;
      const to = TimeWindow?.EndTime?.getTime() ?? Infinity;
      if (from > to)
        throw fault(
          InvalidTimeRangeException,
          "The specified time range is not valid: the start is after the end.",
        );
      const { rows, nextToken } = await filteredPage(
        ctx.table(evaluations),
        { index: "byTime", reverse: true, limit: Limit || PAGE },
        ({ mode, startedAt, context }) =>
          (EvaluationMode === undefined || mode === EvaluationMode) &&
          startedAt >= from &&
          startedAt <= to &&
          (EvaluationContextIdentifier === undefined ||
            context === EvaluationContextIdentifier),
        NextToken,
        invalidToken,
      );
      return {
        ResourceEvaluations: rows.map(({ id, mode, startedAt }) => ({
          ResourceEvaluationId: id,
          EvaluationMode: mode,
          EvaluationStartTimestamp: new Date(startedAt),
        })),
        ...more(nextToken),
      };
    },
  },
);
