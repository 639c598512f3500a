import { randomUUID } from "node:crypto";
import type { LifecycleRule, LifecycleRuleFilter } from "@aws-sdk/client-s3";
import { fault } from "../../../core/errors.ts";
import { invalidArgument, invalidRequest, malformedXml } from "../faults.ts";
import { objectTags } from "../tags.ts";
import { predicatesOf, scopeOf, type Rule } from "./rule.ts";

const MOST_RULES = 1000;
const LONGEST_ID = 255;
const LONGEST_PREFIX = 1024;
const MOST_NEWER = 100;
const DAY = 86_400_000;

/**
 * The rules of a configuration, each with an id. In all of them the prefix stands where the first version of the API had
 * it, or in all of them in a filter.
 * @throws Fault MalformedXML, InvalidRequest, InvalidArgument; NotImplemented for transitions
 */
export function checkedRules(
  given: readonly LifecycleRule[] | undefined,
): readonly Rule[] {
  if (!given || given.length === 0) throw malformedXml();
  if (given.length > MOST_RULES)
    throw invalidRequest(
      `The number of lifecycle rules must not exceed the allowed limit of ${MOST_RULES} rules`,
    );
  for (const rule of given) check(rule);
  if (given.some(({ Filter }) => Filter) && given.some(isFirstForm))
    throw invalidRequest(
      "Base level prefix cannot be used in Lifecycle V2, prefixes are only supported in the Filter.",
    );
  const ids = given.flatMap(({ ID }) => (ID ? [ID] : []));
  if (new Set(ids).size < ids.length)
    throw invalidArgument(
      "Rule ID must be unique. Found same ID for more than one rule",
      "ID",
      ids.find((id, i) => ids.indexOf(id) < i),
    );
  return given.map(kept);
}

const isFirstForm = ({ Prefix }: LifecycleRule): boolean =>
  Prefix !== undefined;

function kept({ Expiration, ID, ...rule }: LifecycleRule): Rule {
  const { Date: date, ...rest } = Expiration ?? {};
  return {
    ...rule,
    // What S3 calls a rule that has no name.
    ID: ID || Buffer.from(randomUUID()).toString("base64"),
    ...(Expiration
      ? { Expiration: { ...rest, ...(date ? { Date: +date } : {}) } }
      : {}),
  } as Rule;
}

function check(rule: LifecycleRule): void {
  const { ID = "", Filter, Prefix } = rule;
  if (ID.length > LONGEST_ID)
    throw invalidArgument(
      `ID length should not exceed allowed limit of ${LONGEST_ID}`,
      "ID",
      ID,
    );
  if ((Filter === undefined) === (Prefix === undefined)) throw malformedXml();
  refuseTransitions(rule);
  if (
    !rule.Expiration &&
    !rule.NoncurrentVersionExpiration &&
    !rule.AbortIncompleteMultipartUpload
  )
    throw invalidRequest("At least one action needs to be specified in a rule");
  if (Filter) checkFilter(Filter);
  const { prefix } = scopeOf(rule);
  if (Buffer.byteLength(prefix) > LONGEST_PREFIX)
    throw invalidRequest(`The maximum size of a prefix is ${LONGEST_PREFIX}`);
  checkExpiration(rule);
  checkNoncurrent(rule);
  checkAbort(rule);
}

/** Objects here lie in one place, whichever class they name: a rule that moves them would be kept and forgotten. */
function refuseTransitions(rule: LifecycleRule): void {
  for (const name of ["Transitions", "NoncurrentVersionTransitions"] as const)
    if (rule[name] && rule[name].length > 0)
      throw fault(
        "NotImplemented",
        `${name} are not built: objects are not moved between storage classes.`,
        501,
      );
}

/** A filter has one predicate, or several in an `And`. */
function checkFilter(filter: LifecycleRuleFilter): void {
  const { And, Tag } = filter;
  if (predicatesOf(filter).length > 1) throw malformedXml();
  if (And && predicatesOf(And).length === 0) throw malformedXml();
  objectTags([...(Tag ? [Tag] : []), ...(And?.Tags ?? [])]);
  const { over = 0, under = Infinity } = scopeOf({ Filter: filter });
  if (over < 0 || under < 1)
    throw invalidRequest("Object sizes in a filter must be positive numbers");
  if (And && over + 1 >= under)
    throw invalidRequest(
      "'ObjectSizeLessThan' must be greater than 'ObjectSizeGreaterThan' by more than one byte",
    );
}

function checkExpiration(rule: LifecycleRule): void {
  const { Expiration } = rule;
  if (!Expiration) return;
  const { Days, Date: date, ExpiredObjectDeleteMarker } = Expiration;
  const said = [Days, date, ExpiredObjectDeleteMarker].filter(
    (one) => one !== undefined,
  );
  if (said.length !== 1) throw malformedXml();
  checkPositive(Days, "Days", "Expiration");
  if (date && +date % DAY !== 0)
    throw invalidArgument(
      "'Date' must be at midnight GMT",
      "Date",
      date.toISOString(),
    );
  if (ExpiredObjectDeleteMarker) refuseTags(rule, "ExpiredObjectDeleteMarker");
}

function checkNoncurrent({ NoncurrentVersionExpiration }: LifecycleRule): void {
  if (!NoncurrentVersionExpiration) return;
  const { NoncurrentDays, NewerNoncurrentVersions: newer } =
    NoncurrentVersionExpiration;
  if (NoncurrentDays === undefined) throw malformedXml();
  checkPositive(
    NoncurrentDays,
    "NoncurrentDays",
    "NoncurrentVersionExpiration",
  );
  checkPositive(
    newer,
    "NewerNoncurrentVersions",
    "NoncurrentVersionExpiration",
  );
  if (newer !== undefined && newer > MOST_NEWER)
    throw invalidArgument(
      `'NewerNoncurrentVersions' for NoncurrentVersionExpiration action must be at most ${MOST_NEWER}`,
      "NewerNoncurrentVersions",
      newer,
    );
}

function checkAbort(rule: LifecycleRule): void {
  const action = "AbortIncompleteMultipartUpload";
  if (!rule[action]) return;
  const { DaysAfterInitiation } = rule[action];
  if (DaysAfterInitiation === undefined) throw malformedXml();
  checkPositive(DaysAfterInitiation, "DaysAfterInitiation", action);
  refuseTags(rule, action);
  const { over, under } = scopeOf(rule);
  if (over !== undefined || under !== undefined)
    throw invalidRequest(`${action} cannot be specified with Object Size.`);
}

function refuseTags(rule: LifecycleRule, action: string): void {
  if (Object.keys(scopeOf(rule).tags).length > 0)
    throw invalidRequest(`${action} cannot be specified with Tags.`);
}

function checkPositive(
  value: number | undefined,
  name: string,
  action: string,
): void {
  if (value !== undefined && value < 1)
    throw invalidArgument(
      `'${name}' for ${action} action must be a positive integer`,
      name,
      value,
    );
}
