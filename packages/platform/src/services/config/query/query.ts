/** The names on the way to a property, as `["configuration", "tracingConfig", "mode"]`. */
export type Path = readonly string[];

export type Literal = string | number | boolean;

export type Aggregate = "COUNT" | "SUM" | "AVG" | "MIN" | "MAX";

/** What a query selects, groups or orders by: a property, or an aggregate over one; `COUNT(*)` has no path. */
export type Column =
  | { readonly kind: "property"; readonly path: Path }
  | {
      readonly kind: "aggregate";
      readonly of: Aggregate;
      readonly path: Path | undefined;
    };

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

export type Condition =
  | {
      readonly kind: "compare";
      readonly path: Path;
      readonly by: Comparison;
      readonly with: Literal;
    }
  | {
      readonly kind: "in";
      readonly path: Path;
      readonly among: readonly Literal[];
    }
  | {
      readonly kind: "between";
      readonly path: Path;
      readonly from: Literal;
      readonly to: Literal;
    }
  | { readonly kind: "like"; readonly path: Path; readonly form: string }
  | { readonly kind: "not"; readonly of: Condition }
  | { readonly kind: "and" | "or"; readonly of: readonly Condition[] };

export interface Query {
  /** Undefined for `*`: all plain properties of a resource. */
  readonly columns: readonly Column[] | undefined;
  readonly where: Condition | undefined;
  readonly groupBy: readonly Path[];
  readonly orderBy: readonly {
    readonly column: Column;
    readonly descending: boolean;
  }[];
}

/** Properties of a resource that are no objects: what `*` stands for. */
export const PLAIN_PROPERTIES: readonly string[] = [
  "accountId",
  "arn",
  "availabilityZone",
  "awsRegion",
  "configurationItemCaptureTime",
  "configurationItemStatus",
  "configurationStateId",
  "resourceCreationTime",
  "resourceId",
  "resourceName",
  "resourceType",
  "version",
];

/** A column as answers name it. */
export function nameOf(column: Column): string {
  return column.kind === "property"
    ? column.path.join(".")
    : `${column.of}(${column.path?.join(".") ?? "*"})`;
}
