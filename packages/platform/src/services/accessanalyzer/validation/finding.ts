import type { LocatedJson, LocatedMember, Span } from "@gatehouse/authz";
import type {
  PolicyType,
  ValidatePolicyResourceType,
} from "@aws-sdk/client-accessanalyzer";
import type { WrittenPolicy } from "./document.ts";
import type { IssueCode } from "./issues.ts";
import type { Suggest } from "./nearest.ts";
import type { Reference } from "./reference.ts";

/** One thing that a check found. */
export interface Found {
  readonly code: IssueCode;
  readonly words: Readonly<Record<string, string | number>>;
  readonly places: readonly Place[];
}

/** A place in a policy, by the way that leads to it and by its span in the text. */
export interface Place {
  readonly path: readonly PathStep[];
  readonly span: Span;
}

export type PathStep =
  | { readonly index: number }
  | { readonly key: string }
  | { readonly value: string };

/** What checks may know besides the policy. */
export interface About {
  readonly policyType: PolicyType;
  /** The resource that a resource policy is for, where the request says. */
  readonly resourceType: ValidatePolicyResourceType | undefined;
  readonly reference: Reference;
  readonly suggest: Suggest;
}

/** Looks for some of AWS's issues; never throws. */
export type Check = (policy: WrittenPolicy, about: About) => Iterable<Found>;

/** A finding about a value, or about a member's key. */
export function found(
  code: IssueCode,
  at: Where | readonly Where[],
  words: Found["words"] = {},
): Found {
  return { code, words, places: [at].flat().map(placeOf) };
}

/** A value; or a member of an object, whose key is meant. */
type Where = LocatedJson | LocatedMember;

function placeOf(at: Where): Place {
  if (!("keySpan" in at)) return { path: at.path.map(step), span: at.span };
  const way = at.value.path.slice(0, -1).map(step);
  return { path: [...way, { key: at.key }], span: at.keySpan };
}

const step = (part: string | number): PathStep =>
  typeof part === "number" ? { index: part } : { value: part };
