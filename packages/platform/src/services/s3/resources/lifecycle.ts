import type {
  BucketLifecycleConfiguration,
  LifecycleRule,
  LifecycleRuleFilter,
  Tag,
  TransitionDefaultMinimumObjectSize,
} from "@aws-sdk/client-s3";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";
import { present } from "../present.ts";

/** A rule as CloudFormation has it: its filter spread over members of its own, sizes in text. */
interface RuleProperty {
  readonly Id?: string;
  readonly Status: "Enabled" | "Disabled";
  readonly Prefix?: string;
  readonly TagFilters?: readonly Tag[];
  readonly ObjectSizeGreaterThan?: string;
  readonly ObjectSizeLessThan?: string;
  readonly ExpirationInDays?: number;
  readonly ExpirationDate?: string;
  readonly ExpiredObjectDeleteMarker?: boolean;
  readonly NoncurrentVersionExpiration?: LifecycleRule["NoncurrentVersionExpiration"];
  /** The older way to say it. */
  readonly NoncurrentVersionExpirationInDays?: number;
  readonly AbortIncompleteMultipartUpload?: LifecycleRule["AbortIncompleteMultipartUpload"];
}

interface LifecycleProperty {
  readonly Rules: readonly RuleProperty[];
  readonly TransitionDefaultMinimumObjectSize?: TransitionDefaultMinimumObjectSize;
}

const UNBUILT = [
  "NoncurrentVersionTransition",
  "NoncurrentVersionTransitions",
  "Transition",
  "Transitions",
];

/** The property `LifecycleConfiguration` as S3 takes it. @throws Fault InvalidRequest for transitions */
export function lifecycleOf(property: unknown): {
  LifecycleConfiguration: BucketLifecycleConfiguration;
  TransitionDefaultMinimumObjectSize?: TransitionDefaultMinimumObjectSize;
} {
  const { Rules, ...rest } = property as LifecycleProperty;
  return { LifecycleConfiguration: { Rules: Rules.map(ruleOf) }, ...rest };
}

function ruleOf(property: RuleProperty): LifecycleRule {
  refuseUnbuilt("AWS::S3::Bucket", { ...property }, UNBUILT);
  const {
    Id,
    Status,
    ExpirationInDays,
    ExpirationDate,
    ExpiredObjectDeleteMarker,
    NoncurrentVersionExpirationInDays: noncurrentDays,
    NoncurrentVersionExpiration = noncurrentDays === undefined
      ? undefined
      : { NoncurrentDays: noncurrentDays },
    AbortIncompleteMultipartUpload,
  } = property;
  const expiration = present({
    Days: ExpirationInDays,
    Date: ExpirationDate === undefined ? undefined : new Date(ExpirationDate),
    ExpiredObjectDeleteMarker,
  });
  return {
    Status,
    Filter: filterOf(property),
    ...present({
      ID: Id,
      Expiration: Object.keys(expiration).length > 0 ? expiration : undefined,
      NoncurrentVersionExpiration,
      AbortIncompleteMultipartUpload,
    }),
  };
}

/** One predicate stands alone, several in an `And`. */
function filterOf({
  Prefix,
  TagFilters = [],
  ObjectSizeGreaterThan: over,
  ObjectSizeLessThan: under,
}: RuleProperty): LifecycleRuleFilter {
  const [Tag, ...moreTags] = TagFilters;
  const single = present({
    Prefix,
    Tag,
    ObjectSizeGreaterThan: over === undefined ? undefined : Number(over),
    ObjectSizeLessThan: under === undefined ? undefined : Number(under),
  });
  if (Object.keys(single).length < 2 && moreTags.length === 0) return single;
  const { Tag: _among, ...rest } = single;
  return {
    And: {
      ...rest,
      ...(TagFilters.length > 0 ? { Tags: [...TagFilters] } : {}),
    },
  };
}

/** S3's answer as the property. */
export function shownLifecycle({
  Rules = [],
  TransitionDefaultMinimumObjectSize,
}: {
  readonly Rules?: readonly LifecycleRule[] | undefined;
  readonly TransitionDefaultMinimumObjectSize?:
    TransitionDefaultMinimumObjectSize | undefined;
}): LifecycleProperty {
  return {
    Rules: Rules.map(shownRule),
    ...(TransitionDefaultMinimumObjectSize === undefined
      ? {}
      : { TransitionDefaultMinimumObjectSize }),
  };
}

function shownRule(rule: LifecycleRule): RuleProperty {
  const { ID, Status = "Disabled", Prefix, Filter = {}, Expiration } = rule;
  const { And, Tag } = Filter;
  const tags = And?.Tags ?? (Tag ? [Tag] : undefined);
  const over = And?.ObjectSizeGreaterThan ?? Filter.ObjectSizeGreaterThan;
  const under = And?.ObjectSizeLessThan ?? Filter.ObjectSizeLessThan;
  return {
    Status,
    ...present({
      Id: ID,
      Prefix: And?.Prefix ?? Filter.Prefix ?? Prefix,
      TagFilters: tags,
      ObjectSizeGreaterThan: over === undefined ? undefined : String(over),
      ObjectSizeLessThan: under === undefined ? undefined : String(under),
      ExpirationInDays: Expiration?.Days,
      ExpirationDate: Expiration?.Date?.toISOString(),
      ExpiredObjectDeleteMarker: Expiration?.ExpiredObjectDeleteMarker,
      NoncurrentVersionExpiration: rule.NoncurrentVersionExpiration,
      AbortIncompleteMultipartUpload: rule.AbortIncompleteMultipartUpload,
    }),
  };
}
