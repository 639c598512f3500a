import { LifecyclePolicyNotFoundException } from "@aws-sdk/client-ecr";
import { fault } from "../../core/errors.ts";
import { invalid, type Found } from "./repository.ts";
import { inRegistry } from "./repository-policy.ts";

const RULES_AT_MOST = 50;

/** What a rule can count by, and whether it counts days. */
const COUNTS: Readonly<Record<string, boolean>> = {
  imageCountMoreThan: false,
  sinceImagePushed: true,
  sinceImagePulled: true,
  sinceImageTransitioned: true,
};

/** Holds a lifecycle policy to its form: with no images, there is nothing for it to expire. @throws Fault InvalidParameter */
export function checkLifecyclePolicy(text: string): void {
  const problem = problemIn(text);
  if (problem !== undefined)
    throw invalid(
      "LifecyclePolicyText",
      `Lifecycle policy validation failure: ${problem}`,
    );
}

/** @throws Fault LifecyclePolicyNotFound */
export function lifecyclePolicyOf({ repository, place }: Found): string {
  if (repository.lifecyclePolicy === undefined)
    throw fault(
      LifecyclePolicyNotFoundException,
      `Lifecycle policy does not exist for the repository with name '${repository.name}' ${inRegistry(place)}`,
    );
  return repository.lifecyclePolicy;
}

function problemIn(text: string): string | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return "the policy is not JSON";
  }
  const rules = isObject(document) ? document["rules"] : undefined;
  if (!Array.isArray(rules) || rules.length === 0)
    return "object has missing required properties (rules)";
  if (rules.length > RULES_AT_MOST)
    return `at most ${RULES_AT_MOST} rules are allowed`;
  for (const rule of rules as unknown[]) {
    const problem = isObject(rule)
      ? problemWithRule(rule)
      : "a rule must be an object";
    if (problem !== undefined) return problem;
  }
  const priorities = (rules as Fields[]).map((rule) => rule["rulePriority"]);
  return new Set(priorities).size < priorities.length
    ? "rulePriority must be unique among all rules"
    : undefined;
}

function problemWithRule({
  rulePriority,
  selection,
  action,
}: Fields): string | undefined {
  if (!isCount(rulePriority)) return "rulePriority must be a positive integer";
  if (!isObject(action) || typeof action["type"] !== "string")
    return "action must have a type";
  if (action["type"] !== "expire") return "action type must be expire";
  if (!isObject(selection)) return "a rule must have a selection";
  return problemWithSelection(selection);
}

function problemWithSelection(selection: Fields): string | undefined {
  const { tagStatus, tagPrefixList, tagPatternList } = selection;
  const { countType, countUnit, countNumber } = selection;
  if (!["tagged", "untagged", "any"].includes(String(tagStatus)))
    return "tagStatus must be tagged, untagged or any";
  const lists = [tagPrefixList, tagPatternList].filter(
    (list) => list !== undefined,
  );
  if (lists.some((list) => !Array.isArray(list) || list.length === 0))
    return "a list of tag prefixes or patterns must have items";
  if ((tagStatus === "tagged") !== (lists.length === 1))
    return "a tagPrefixList or a tagPatternList goes with the tagStatus tagged, and only with it";
  const days = Object.hasOwn(COUNTS, String(countType))
    ? COUNTS[String(countType)]
    : undefined;
  if (days === undefined)
    return `countType must be one of ${Object.keys(COUNTS).join(", ")}`;
  if (days !== (countUnit === "days"))
    return "countUnit must be days where days are counted, and is not allowed otherwise";
  return isCount(countNumber)
    ? undefined
    : "countNumber must be a positive integer";
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isCount = (value: unknown): boolean =>
  Number.isSafeInteger(value) && (value as number) > 0;
