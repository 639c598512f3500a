import { ListMetricsCommand } from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../../core/context.ts";
import { allow, operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { invalidToken } from "../parameter-faults.ts";
import { metrics, type KnownMetric } from "../tables.ts";

const PAGE = 500;
const HOUR = 3_600_000;
/** Metrics without values for two weeks are no longer listed. */
const LISTED_FOR = 14 * 24 * HOUR;

export const ListMetrics = operation(ListMetricsCommand, {
  needs: () => [allow("cloudwatch:ListMetrics", "*")],
  audit: { category: "Data" },

  async handle(input, ctx) {
    const { Namespace, MetricName, IncludeLinkedAccounts, OwningAccount } =
      input;
    const active = input.RecentlyActive === "PT3H" ? 3 * HOUR : LISTED_FOR;
    const since = ctx.now() - active;
    const elsewhere =
      OwningAccount !== undefined && OwningAccount !== ctx.accountId;
    const wanted = (metric: KnownMetric): boolean =>
      !elsewhere &&
      metric.lastAt >= since &&
      (MetricName === undefined || metric.name === MetricName) &&
      (input.Dimensions ?? []).every(({ Name, Value }) =>
        metric.dimensions.some(
          ([name, value]) =>
            name === Name && (Value === undefined || value === Value),
        ),
      );
    const prefix = [
      ...(Namespace === undefined ? [] : [Namespace]),
      ...(Namespace === undefined || MetricName === undefined
        ? []
        : [MetricName]),
    ];
    const { found, next } = await nextPage(
      ctx,
      prefix,
      wanted,
      input.NextToken,
    );
    return {
      Metrics: found.map(({ namespace, name, dimensions }) => ({
        Namespace: namespace,
        MetricName: name,
        Dimensions: dimensions.map(([Name, Value]) => ({ Name, Value })),
      })),
      // No other account is linked: every metric is the caller's own.
      ...(IncludeLinkedAccounts
        ? { OwningAccounts: found.map(() => ctx.accountId) }
        : {}),
      ...(next === undefined ? {} : { NextToken: writeToken(next) }),
    };
  },
});

async function nextPage(
  ctx: Context,
  prefix: readonly string[],
  wanted: (metric: KnownMetric) => boolean,
  token: string | undefined,
): Promise<{ found: KnownMetric[]; next?: string }> {
  const found: KnownMetric[] = [];
  let after = token === undefined ? undefined : readToken(token, invalidToken);
  for (;;) {
    const { rows, positions, next } = await ctx.table(metrics).list({
      prefix,
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    for (const [i, metric] of rows.entries()) {
      if (!wanted(metric)) continue;
      if (found.length === PAGE)
        return { found, next: positions[i - 1] ?? after ?? "" };
      found.push(metric);
    }
    if (next === undefined) return { found };
    after = next;
  }
}
