import {
  ValidationException,
  type MetricDataQuery,
} from "@aws-sdk/client-cloudwatch";
import type { Context } from "../../core/context.ts";
import { fault, type Fault } from "../../core/errors.ts";
import { combined, type Aggregate } from "./aggregate.ts";
import { gather } from "./gather.ts";
import { evaluate, type Scope } from "./expression/evaluate.ts";
import { parseExpression } from "./expression/parse.ts";
import {
  ExpressionError,
  type Series,
  type Value,
} from "./expression/value.ts";
import { requestedMetric } from "./metric.ts";
import { isPeriod, roundedStart } from "./resolution.ts";
import { readSeries } from "./series.ts";
import { isSimple, statisticNamed } from "./statistic.ts";

const QUERIES_AT_MOST = 500;

/** A query's answer. */
export interface Answer {
  readonly id: string;
  readonly label: string;
  readonly points: ReadonlyMap<number, number>;
}

/**
 * Answers the queries of GetMetricData that ask for their data.
 * @throws Fault ValidationException
 */
export async function answered(
  ctx: Context,
  queries: readonly MetricDataQuery[],
  range: { start: number; end: number },
): Promise<readonly Answer[]> {
  checkQueries(ctx, queries);
  const metrics: Series[] = [];
  for (const query of queries)
    if (query.MetricStat) metrics.push(await metricSeries(ctx, query, range));
  const scope = new QueryScope(queries, metrics);
  return queries
    .filter(({ ReturnData }) => ReturnData !== false)
    .flatMap((query) => answersOf(query, scope));
}

export function validationError(message: string): Fault {
  return fault(ValidationException, message);
}

function checkQueries(ctx: Context, queries: readonly MetricDataQuery[]): void {
  if (queries.length > QUERIES_AT_MOST)
    throw validationError(
      `The collection MetricDataQueries must not have a size greater than ${QUERIES_AT_MOST}.`,
    );
  const ids = new Set<string>();
  for (const { Id = "", MetricStat, Expression, AccountId } of queries) {
    if (!/^[a-z][a-zA-Z0-9_]*$/.test(Id))
      throw validationError(
        `The value ${Id} for parameter Id is invalid: it begins with a lower-case letter, and holds letters, digits and _.`,
      );
    if (ids.has(Id))
      throw validationError(`The Id ${Id} is used more than once.`);
    ids.add(Id);
    if ((MetricStat === undefined) === (Expression === undefined))
      throw validationError(
        `Specify exactly one of MetricStat and Expression for ${Id}.`,
      );
    if (AccountId !== undefined && AccountId !== ctx.accountId)
      throw validationError(
        `The account ${AccountId} is not linked to this one.`,
      );
  }
  if (queries.every(({ ReturnData }) => ReturnData === false))
    throw validationError(
      "At least one query must have ReturnData set to true.",
    );
}

async function metricSeries(
  ctx: Context,
  { Id = "", MetricStat, Label }: MetricDataQuery,
  range: { start: number; end: number },
): Promise<Series> {
  const { Metric, Period: period = 0, Stat = "", Unit } = MetricStat ?? {};
  const statistic = statisticNamed(Stat);
  if (!statistic)
    throw validationError(
      `The value ${Stat} for parameter Stat is not supported.`,
    );
  if (!isPeriod(period))
    throw validationError(
      "Period must be a value in the set [1, 5, 10, 20, 30] or a multiple of 60.",
    );
  const units = await readSeries(ctx, {
    metric: requestedMetric(
      Metric?.Namespace ?? "",
      Metric?.MetricName ?? "",
      Metric?.Dimensions,
    ),
    start: roundedStart(range.start, ctx.now(), period),
    end: range.end,
    period,
    unit: Unit,
    values: !isSimple(Stat),
  });
  const all = new Map<number, Aggregate[]>();
  for (const { periods } of units)
    for (const [at, aggregate] of periods) gather(all, at, aggregate);
  const points = new Map<number, number>();
  for (const [at, parts] of [...all].toSorted(([a], [b]) => a - b)) {
    const value = statistic(combined(parts));
    if (value !== undefined) points.set(at, value);
  }
  return { id: Id, label: Label ?? Metric?.MetricName ?? Id, points, period };
}

/** Works expressions out when they are asked for, each once. */
class QueryScope implements Scope {
  readonly metrics: readonly Series[];
  readonly #queries: ReadonlyMap<string, MetricDataQuery>;
  readonly #known = new Map<string, Value>();
  readonly #open = new Set<string>();

  constructor(queries: readonly MetricDataQuery[], metrics: readonly Series[]) {
    this.metrics = metrics;
    this.#queries = new Map(queries.map((query) => [query.Id ?? "", query]));
    for (const series of metrics)
      this.#known.set(series.id, { kind: "series", series });
  }

  valueOf(id: string): Value {
    const known = this.#known.get(id);
    if (known) return known;
    const expression = this.#queries.get(id)?.Expression;
    if (expression === undefined)
      throw new ExpressionError(`no query has the id ${id}`);
    if (this.#open.has(id))
      throw new ExpressionError(`the query ${id} refers to itself`);
    this.#open.add(id);
    const value = evaluate(parseExpression(expression), this);
    this.#open.delete(id);
    this.#known.set(id, value);
    return value;
  }
}

function answersOf(
  { Id: id = "", Label, Expression }: MetricDataQuery,
  scope: QueryScope,
): readonly Answer[] {
  const value = valueIn(id, Expression, scope);
  const own = Label ?? (Expression === undefined ? undefined : id);
  switch (value.kind) {
    case "series":
      return [{ ...value.series, id, label: own ?? value.series.label }];
    case "list":
      return value.list.map(({ label, points }) => ({ id, label, points }));
    case "scalar":
      return [{ id, label: own ?? id, points: constant(value.value, scope) }];
    case "text":
      throw validationError(`Error in expression '${id}': it is a text.`);
  }
}

function valueIn(
  id: string,
  expression: string | undefined,
  scope: QueryScope,
): Value {
  if (/^\s*(SELECT\b|SEARCH\s*\()/i.test(expression ?? ""))
    throw validationError(
      `Error in expression '${id}': SEARCH and Metrics Insights queries are not built.`,
    );
  try {
    return scope.valueOf(id);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    throw validationError(`Error in expression '${id}': ${error.message}.`);
  }
}

/** A number is answered as a flat line over the periods that the request's metrics have. */
function constant(value: number, { metrics }: QueryScope): Map<number, number> {
  const times = new Set(metrics.flatMap(({ points }) => [...points.keys()]));
  if (!Number.isFinite(value)) return new Map();
  return new Map([...times].toSorted((a, b) => a - b).map((at) => [at, value]));
}
