import { fulfils, valuesAt, type Row } from "./condition.ts";
import {
  nameOf,
  PLAIN_PROPERTIES,
  type Aggregate,
  type Column,
  type Path,
  type Query,
} from "./query.ts";

/** The rows of an answer, in order, each as the query wants it. */
export function answerOf(query: Query, rows: Iterable<Row>): readonly Row[] {
  const found: Row[] = [];
  for (const row of rows)
    if (!query.where || fulfils(row, query.where)) found.push(row);
  return isCounting(query)
    ? ordered(
        grouped(query, found),
        query,
        (row, column) => row[nameOf(column)],
      ).map(({ [MEMBERS]: _, ...row }) => row)
    : ordered(found, query, (row, column) =>
        column.path ? valuesAt(row, column.path)[0] : undefined,
      ).map((row) => projected(row, query.columns));
}

/** The columns of an answer, by their names. */
export function columnNames({ columns }: Query): readonly string[] {
  return columns?.map(nameOf) ?? PLAIN_PROPERTIES;
}

const isCounting = ({ columns = [] }: Query): boolean =>
  columns.some(({ kind }) => kind === "aggregate");

/** The selected properties alone, each where it stood. */
function projected(row: Row, columns: Query["columns"]): Row {
  const paths =
    columns?.map(({ path = [] }) => path) ?? PLAIN_PROPERTIES.map((n) => [n]);
  return paths.reduce<Row>((all, path) => {
    const part = only(row, path) as Row | undefined;
    return part ? (merged(all, part) as Row) : all;
  }, {});
}

function only(value: unknown, path: Path): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value ?? undefined;
  if (Array.isArray(value)) {
    const members = value.map((one) => only(one, path));
    return members.some((one) => one !== undefined)
      ? members.map((one) => one ?? {})
      : undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (!Object.hasOwn(value, name)) return undefined;
  const part = only((value as Row)[name], rest);
  return part === undefined ? undefined : { [name]: part };
}

function merged(a: unknown, b: unknown): unknown {
  if (Array.isArray(a) && Array.isArray(b))
    return a.map((one, i) => merged(one, b[i]));
  if (!isObject(a) || !isObject(b)) return b ?? a;
  const all: Record<string, unknown> = { ...a };
  for (const [name, value] of Object.entries(b))
    all[name] = Object.hasOwn(a, name) ? merged(a[name], value) : value;
  return all;
}

const isObject = (value: unknown): value is Row =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const MEMBERS = Symbol("members");
type Group = Record<string, unknown> & { [MEMBERS]: Row[] };

/** One row for each combination of what the query groups by; one for all where it groups by nothing. */
function grouped({ columns = [], groupBy, orderBy }: Query, rows: Row[]) {
  const groups = new Map<string, Group>();
  if (groupBy.length === 0) groups.set("[]", { [MEMBERS]: [] });
  for (const row of rows)
    for (const values of combinations(row, groupBy)) {
      const name = JSON.stringify(values);
      const group = groups.get(name) ?? {
        ...Object.fromEntries(
          groupBy.map((path, i) => [path.join("."), values[i]]),
        ),
        [MEMBERS]: [],
      };
      group[MEMBERS].push(row);
      groups.set(name, group);
    }
  const counted = [...columns, ...orderBy.map(({ column }) => column)];
  return [...groups.values()].map((group) => {
    for (const column of counted)
      if (column.kind === "aggregate")
        group[nameOf(column)] = aggregate(column, group[MEMBERS]);
    return group;
  });
}

/** A resource belongs to the group of each of its values; to that of nothing where it has none. */
function combinations(row: Row, paths: readonly Path[]): unknown[][] {
  return paths.reduce<unknown[][]>(
    (all, path) => {
      const values = [...new Set(valuesAt(row, path))];
      return all.flatMap((before) =>
        (values.length > 0 ? values : [null]).map((value) => [
          ...before,
          value,
        ]),
      );
    },
    [[]],
  );
}

function aggregate(
  { of, path }: { of: Aggregate; path: Path | undefined },
  rows: readonly Row[],
): unknown {
  if (!path) return rows.length;
  const values = rows.flatMap((row) => valuesAt(row, path));
  if (of === "COUNT") return values.length;
  const numbers = values.filter((value) => typeof value === "number");
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((all, one) => all + one, 0);
  switch (of) {
    case "SUM":
      return sum;
    case "AVG":
      return sum / numbers.length;
    case "MIN":
      return numbers.reduce((a, b) => Math.min(a, b));
    case "MAX":
      return numbers.reduce((a, b) => Math.max(a, b));
  }
}

/** What has no value stands last. */
function ordered<R extends object>(
  rows: readonly R[],
  { orderBy }: Query,
  valueOf: (row: R, column: Column) => unknown,
): readonly R[] {
  if (orderBy.length === 0) return rows;
  return rows.toSorted((a, b) => {
    for (const { column, descending } of orderBy) {
      const order = compared(valueOf(a, column), valueOf(b, column));
      if (order !== 0) return descending ? -order : order;
    }
    return 0;
  });
}

function compared(a: unknown, b: unknown): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [x, y] = [textOf(a), textOf(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const textOf = (value: unknown): string =>
  value === undefined || value === null
    ? "\uffff"
    : typeof value === "string"
      ? value
      : JSON.stringify(value);
