import {
  InvalidInputException,
  type PolicyIdentifier,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import type { HeldPolicy } from "../held-policies.ts";

/** What SimulatePrincipalPolicy is to leave out, as if it had been taken away. */
export interface Exclusions {
  readonly boundary: boolean;
  readonly organization: boolean;
  readonly policy: (policy: HeldPolicy) => boolean;
}

/** Reads the list of policies to leave out. Identifiers that match nothing, and those of RCPs, change nothing. @throws Fault InvalidInput */
export function exclusionsOf(
  identifiers: readonly PolicyIdentifier[] = [],
): Exclusions {
  const types = new Set(identifiers.map(({ PolicyType }) => PolicyType));
  const tests = identifiers.map(testOf);
  return {
    boundary: types.has("permission-boundary"),
    organization: types.has("scp"),
    policy: (policy) => tests.some((test) => test(policy)),
  };
}

type Test = (policy: HeldPolicy) => boolean;

function testOf(identifier: PolicyIdentifier): Test {
  const { PolicyType, PolicyArn, InlinePolicyIdentifier } = identifier;
  if (PolicyType !== undefined)
    return (policy) => typeOf(policy) === PolicyType;
  if (PolicyArn !== undefined) return byArn(PolicyArn);
  if (InlinePolicyIdentifier === undefined)
    throw fault(
      InvalidInputException,
      "A policy identifier must not be empty.",
    );
  const { PolicyName, AttachmentType, AttachmentName } = InlinePolicyIdentifier;
  const holder = wildcards(AttachmentName ?? "");
  return ({ name, arn, holder: { kind, name: holderName } }) =>
    arn === undefined &&
    name === PolicyName &&
    kind === AttachmentType &&
    holder.test(holderName);
}

function byArn(text: string): Test {
  const [, before = "", name = ""] =
    /^(arn:[^:*?]+:iam::(?:aws|\d{12}):policy\/(?:[^*?]*\/)?)([^/]+)$/.exec(
      text,
    ) ?? [];
  if (name === "")
    throw fault(InvalidInputException, `ARN ${text} is not valid.`);
  const pattern = wildcards(name);
  return ({ arn }) =>
    arn?.startsWith(before) === true && pattern.test(arn.slice(before.length));
}

const typeOf = ({ arn }: HeldPolicy): string =>
  arn === undefined
    ? "inline"
    : arn.split(":", 5)[4] === "aws"
      ? "aws-managed"
      : "user-managed";

/** IAM allows one `*` and any number of `?`; one star cannot backtrack far. @throws Fault InvalidInput */
function wildcards(text: string): RegExp {
  if (text.split("*").length > 2)
    throw fault(InvalidInputException, `${text} holds more than one *.`);
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${pattern}$`, "i");
}
