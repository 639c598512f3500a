import type {
  PolicyType,
  ValidatePolicyFinding,
  ValidatePolicyResourceType,
} from "@aws-sdk/client-accessanalyzer";
import { actionChecks } from "./checks/actions.ts";
import { conditionChecks } from "./checks/conditions.ts";
import { conditionValueChecks } from "./checks/condition-values.ts";
import { powerfulGrantChecks } from "./checks/powerful-grants.ts";
import { principalChecks } from "./checks/principals.ts";
import { resourceChecks } from "./checks/resources.ts";
import { structureChecks } from "./checks/structure.ts";
import { tagConditionChecks } from "./checks/tag-conditions.ts";
import { variableChecks } from "./checks/variables.ts";
import { readWritten, type WrittenPolicy } from "./document.ts";
import type { Check, Found, PathStep } from "./finding.ts";
import {
  detailsOf,
  ISSUES,
  learnMoreLink,
  type FindingKind,
} from "./issues.ts";
import { suggestions } from "./nearest.ts";
import { referenceOf } from "./reference.ts";

const CHECKS: readonly Check[] = [
  ...structureChecks,
  ...actionChecks,
  ...resourceChecks,
  ...principalChecks,
  ...conditionChecks,
  ...conditionValueChecks,
  ...tagConditionChecks,
  ...variableChecks,
  ...powerfulGrantChecks,
];

/** What AWS would say about a policy of this type: errors first, then security warnings, warnings and suggestions. */
export async function validatePolicy(
  text: string,
  kind: {
    policyType: PolicyType;
    resourceType?: ValidatePolicyResourceType | undefined;
  },
): Promise<ValidatePolicyFinding[]> {
  const read = readWritten(text);
  if (!read.ok) {
    const { line, column, offset: index } = read.at;
    return [
      written({
        code: "JSON_SYNTAX_ERROR",
        words: { index, line, column },
        places: [{ path: [], span: { start: read.at, end: read.at } }],
      }),
    ];
  }
  const { policy } = read;
  const about = {
    policyType: kind.policyType,
    resourceType: kind.resourceType,
    reference: await referenceOf(servicesOf(policy)),
    suggest: suggestions(),
  };
  return CHECKS.flatMap((check) => [...check(policy, about)])
    .toSorted(
      (one, other) => rank(one) - rank(other) || offset(one) - offset(other),
    )
    .map(written);
}

const ORDER: readonly FindingKind[] = [
  "ERROR",
  "SECURITY_WARNING",
  "WARNING",
  "SUGGESTION",
];

const rank = ({ code }: Found): number => ORDER.indexOf(ISSUES[code].kind);
const offset = ({ places }: Found): number => places[0]?.span.start.offset ?? 0;

function written({ code, words, places }: Found): ValidatePolicyFinding {
  return {
    findingDetails: detailsOf(code, words),
    findingType: ISSUES[code].kind,
    issueCode: code,
    learnMoreLink: learnMoreLink(code),
    locations: places.map(({ path, span }) => ({
      path: path.map((step): PathStep & { $unknown?: never } => step) as never,
      span,
    })),
  };
}

/** The services whose reference the checks will look into. */
function* servicesOf({ statements }: WrittenPolicy): Iterable<string> {
  for (const statement of statements) {
    for (const { value } of [...statement.actions, ...statement.notActions])
      yield before(value, ":");
    for (const { value } of [...statement.resources, ...statement.notResources])
      if (value.startsWith("arn:")) yield value.split(":")[2] ?? "";
    for (const { key } of statement.conditions) yield before(key.key, ":");
  }
}

const before = (text: string, mark: string): string =>
  text.slice(0, Math.max(text.indexOf(mark), 0)).toLowerCase();
