import type {
  LifecycleRule,
  LifecycleRuleFilter,
  TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import type { Tags } from "../../../core/identity/tables.ts";

/** A bucket's lifecycle configuration. */
export interface Lifecycle {
  /** New with each configuration: walks that an earlier one began end by it. */
  readonly id: string;
  readonly rules: readonly Rule[];
  /** Without transitions it decides nothing; it is told as it was said. */
  readonly leastTransition: TransitionDefaultMinimumObjectSize;
}

/** A rule as it was given, but for its date, which is a number of milliseconds. */
export type Rule = Omit<LifecycleRule, "ID" | "Expiration"> & {
  readonly ID: string;
  readonly Expiration?: {
    readonly Days?: number;
    readonly Date?: number;
    readonly ExpiredObjectDeleteMarker?: boolean;
  };
};

/** What a rule asks of the objects that it is for. */
export interface Scope {
  readonly prefix: string;
  readonly tags: Tags;
  /** Bytes that an object must have more than, and fewer than. */
  readonly over?: number;
  readonly under?: number;
}

/** What a rule is for, whichever of its forms it is written in. */
export function scopeOf({
  Prefix,
  Filter = {},
}: Pick<LifecycleRule, "Prefix" | "Filter">): Scope {
  const { And, Tag } = Filter;
  const over = And?.ObjectSizeGreaterThan ?? Filter.ObjectSizeGreaterThan;
  const under = And?.ObjectSizeLessThan ?? Filter.ObjectSizeLessThan;
  return {
    prefix: And?.Prefix ?? Filter.Prefix ?? Prefix ?? "",
    tags: Object.fromEntries(
      [...(And?.Tags ?? []), ...(Tag ? [Tag] : [])].map(
        ({ Key = "", Value = "" }) => [Key, Value],
      ),
    ),
    ...(over === undefined ? {} : { over }),
    ...(under === undefined ? {} : { under }),
  };
}

/** The predicates of a filter, those of its `And` not counted. */
export const predicatesOf = (filter: LifecycleRuleFilter): readonly string[] =>
  Object.entries(filter).flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );

/** What rules look at: an object, a delete marker (which has no size and no tags) or an upload. */
export interface Subject {
  readonly key: string;
  readonly size: number;
  readonly tags: Tags;
}

/** Whether a rule is in force and for a subject. */
export function isFor(rule: Rule, { key, size, tags }: Subject): boolean {
  if (rule.Status !== "Enabled") return false;
  const { prefix, tags: wanted, over = -1, under = Infinity } = scopeOf(rule);
  return (
    key.startsWith(prefix) &&
    size > over &&
    size < under &&
    Object.entries(wanted).every(([name, value]) => tags[name] === value)
  );
}
