import {
  InvalidInputException,
  type EvaluationResult,
  type SimulatePolicyResponse,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import { simulate, type Scenario } from "./simulate.ts";

/** What a simulation asks. */
export interface Questions {
  readonly ActionNames: readonly string[];
  readonly ResourceArns?: readonly string[] | undefined;
  readonly ResourceHandlingOption?: string | undefined;
  readonly MaxItems?: number | undefined;
  readonly Marker?: string | undefined;
}

const DEFAULT_ITEMS = 100;

/** One page of the answers: every action on every resource, and only those of the page are worked out. @throws Fault InvalidInput */
export function simulatedPage(
  scenario: Scenario,
  questions: Questions,
): SimulatePolicyResponse {
  check(questions);
  const { ActionNames, ResourceArns, MaxItems = DEFAULT_ITEMS } = questions;
  const named = ResourceArns !== undefined && ResourceArns.length > 0;
  const resources = named ? ResourceArns : ["*"];
  const total = ActionNames.length * resources.length;
  const from = placeOf(questions.Marker, total);
  const results: EvaluationResult[] = [];
  let spent = 0;
  for (
    let i = from;
    i < total && results.length < MaxItems && spent < MOST_WORK;
    i += 1
  ) {
    const result = simulate(
      scenario,
      ActionNames[Math.floor(i / resources.length)] ?? "",
      resources[i % resources.length] ?? "*",
      named,
    );
    results.push(result);
    spent += workFor(scenario, result);
  }
  const to = from + results.length;
  return {
    EvaluationResults: results,
    IsTruncated: to < total,
    ...(to < total ? { Marker: writeToken(String(to)) } : {}),
  };
}

/** Where policies are huge a page ends early, which IAM's lists may do anyway, so that no call holds up the others. In characters of policies. */
const MOST_WORK = 5_000_000;
/** Telling of a statement or a missing key, in the answer too, costs as much as judging so many characters. */
const TELLING = 1000;

function workFor(
  { identity, boundary, resource, scps = [] }: Scenario,
  {
    MatchedStatements = [],
    MissingContextValues = [],
    ...more
  }: EvaluationResult,
): number {
  const [specific] = more.ResourceSpecificResults ?? [];
  const told =
    MatchedStatements.length +
    MissingContextValues.length +
    (specific?.MissingContextValues?.length ?? 0);
  const policies = [...identity, ...scps.flat(), boundary, resource];
  return (
    policies
      .map((policy) => policy?.document.length ?? 0)
      .reduce((sum, length) => sum + length, 0) +
    TELLING * told
  );
}

function placeOf(marker: string | undefined, total: number): number {
  if (marker === undefined) return 0;
  const place = Number(readToken(marker, invalidMarker));
  if (!Number.isInteger(place) || place < 1 || place >= total)
    throw invalidMarker();
  return place;
}

const invalidMarker = () => fault(InvalidInputException, "Invalid Marker.");

/** IAM takes whole actions only, and ARNs or `*`. */
function check(questions: Questions): void {
  const { ActionNames, ResourceArns = [], ResourceHandlingOption } = questions;
  const action = ActionNames.find((name) => !/^[\w-]+:\w+$/.test(name));
  if (action !== undefined)
    throw fault(InvalidInputException, `Invalid action name: ${action}`);
  const resource = ResourceArns.find((arn) => !/^(\*$|arn:)/.test(arn));
  if (resource !== undefined)
    throw fault(InvalidInputException, `Invalid resource ARN: ${resource}`);
  if (ResourceHandlingOption !== undefined)
    checkScenario(ResourceHandlingOption, ResourceArns);
}

const INSTANCE = ["instance", "image", "security-group", "network-interface"];

/** The resources that each of EC2's scenarios must name (IAM API: SimulatePrincipalPolicy, ResourceHandlingOption). */
const SCENARIOS: ReadonlyMap<string, readonly string[]> = new Map([
  ["EC2-VPC-InstanceStore", INSTANCE],
  ["EC2-VPC-InstanceStore-Subnet", [...INSTANCE, "subnet"]],
  ["EC2-VPC-EBS", [...INSTANCE, "volume"]],
  ["EC2-VPC-EBS-Subnet", [...INSTANCE, "subnet", "volume"]],
]);

function checkScenario(option: string, resources: readonly string[]): void {
  const wanted = SCENARIOS.get(option);
  if (!wanted)
    throw fault(
      InvalidInputException,
      `Invalid ResourceHandlingOption: ${option}`,
    );
  const lacking = wanted.filter(
    (type) => !resources.some((arn) => arn.includes(`:${type}/`)),
  );
  if (lacking.length > 0)
    throw fault(
      InvalidInputException,
      `The scenario ${option} requires resources of these types, too: ${lacking.join(", ")}`,
    );
}
