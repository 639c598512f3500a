import type {
  Explained,
  ExplainedLayer,
  ExplainedQuestion,
} from "@gatehouse/platform/explained";
import { bold, dim, green, red, yellow } from "../paint.ts";
import {
  LAYERS,
  quoted,
  refWords,
  saidBy,
  tail,
  valueWords,
} from "./explanation-words.ts";

type Statement = NonNullable<ExplainedQuestion["nearest"]>;

/** An explanation for people, also for those who never saw a policy evaluated. */
export function explanationText({
  verdict,
  call,
  questions,
}: Explained): string {
  const lines = questions.flatMap((question, i) => [
    ...(i === 0 ? [] : ["", dim("─".repeat(60)), "The call needs this, too:"]),
    `${VERDICTS[verdict]}  ${bold(question.action)}`,
    ...fields([
      ["on", question.resource],
      ["by", question.principal],
      ...(call && i === 0 ? callFields(call) : []),
    ]),
    ...questionLines(question, verdict === "would-be-denied"),
  ]);
  return lines.join("\n") + "\n";
}

const VERDICTS: Readonly<Record<Explained["verdict"], string>> = {
  allowed: green(bold("ALLOWED")),
  denied: red(bold("DENIED")),
  "would-be-denied": yellow(bold("WOULD BE DENIED")),
};

function callFields({
  decisionId,
  requestIds,
  at,
  region,
  operation,
}: NonNullable<Explained["call"]>): [string, string][] {
  return [
    ["in", `a call of ${operation} at ${at} in ${region}`],
    ["request", requestIds.at(-1) ?? ""],
    ["decision", decisionId],
  ];
}

function questionLines(
  question: ExplainedQuestion,
  passed: boolean,
): readonly string[] {
  return [
    ...section("Why", why(question, passed)),
    ...section("What each kind of policy says", layerLines(question)),
    ...section("The statement that denies", denies(question)),
    ...section(
      "The statement that comes nearest to allowing it",
      nearestLines(question),
    ),
    ...section("What would allow it", remedy(question)),
    ...section("Now", now(question)),
  ];
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : ["", bold(title), ...lines.map((line) => `  ${line}`)];
}

function fields(pairs: readonly (readonly [string, string])[]): string[] {
  return pairs.map(([name, value]) => `  ${name.padEnd(9)} ${value}`);
}

function why(
  { decision, message, crossAccount }: ExplainedQuestion,
  passed: boolean,
): readonly string[] {
  const { name, rule, single } = LAYERS[decision.layer];
  if (decision.allowed)
    return [
      "Nothing denies it, and every kind of policy that must allow it does.",
    ];
  const cause =
    decision.reason === "explicit-deny"
      ? `A statement in ${name} denies it. A denial wins over whatever allows.`
      : decision.reason === "engine-error"
        ? "The policies could not be evaluated, and what is unknown is denied."
        : `What is not allowed is denied, and ${name} (${rule}) ${single ? "does" : "do"} not allow it.`;
  return [
    cause,
    ...(crossAccount
      ? ["The resource is another account's, so both accounts must allow it."]
      : []),
    ...(passed
      ? [
          "It passed because the caller is set to audit-only: watched, not refused.",
        ]
      : []),
    dim(message),
  ];
}

function layerLines({
  layers,
  decision,
  smallestAllow,
}: ExplainedQuestion): readonly string[] {
  const missing = smallestAllow.possible ? smallestAllow.additions : [];
  const isNeeded = ({ layer, level, outcome }: ExplainedLayer): boolean =>
    outcome !== "allow" &&
    outcome !== "exempt" &&
    (missing.some((add) => add.layer === layer && add.level === level) ||
      (!decision.allowed &&
        decision.reason === "implicit-deny" &&
        decision.layer === layer &&
        level === undefined));
  const width = Math.max(...layers.map((layer) => titleOf(layer).length));
  return layers.map((layer) => {
    const needed = isNeeded(layer);
    const mark =
      needed || layer.outcome === "explicit-deny"
        ? red("no ")
        : layer.outcome === "allow"
          ? green("yes")
          : dim(" - ");
    return `${mark} ${titleOf(layer).padEnd(width)}  ${saidBy(layer, needed)}`;
  });
}

function titleOf({ layer, level }: ExplainedLayer): string {
  const { name } = LAYERS[layer];
  return level === undefined ? name : `${name}, level ${level + 1}`;
}

/** The denying statements, with the conditions that made them apply. */
function denies({ layers }: ExplainedQuestion): readonly string[] {
  return layers
    .flatMap(({ statements }) => statements)
    .filter(({ effect, matched }) => effect === "Deny" && matched)
    .flatMap((statement) => statementLines(statement));
}

/** A statement about other actions would only distract. */
function nearestLines({
  nearest,
  decision,
}: ExplainedQuestion): readonly string[] {
  const speaksOfIt = nearest?.action.outcome === "match";
  return speaksOfIt && decision.reason === "implicit-deny"
    ? statementLines(nearest)
    : [];
}

function statementLines(statement: Statement): readonly string[] {
  const { principal, action, resource, conditions } = statement;
  const near = resource.nearest;
  return [
    `${refWords(statement.statement)}:`,
    ...(principal ? elementLines("Principal", principal) : []),
    ...elementLines("Action", action),
    ...elementLines("Resource", resource),
    ...(near
      ? [
          `         nearest is ${near.pattern}: its ${near.segment} is "${near.wanted}", the request's "${near.actual}"`,
        ]
      : []),
    ...conditions.map(({ outcome, operator, key, wanted, actual }) =>
      tested(
        outcome === "match",
        `${operator} ${key}: wants ${quoted(wanted)}; ${valueWords(actual)}`,
      ),
    ),
  ];
}

function elementLines(
  name: string,
  { outcome, negated, wanted, actual }: Statement["action"],
): readonly string[] {
  const kind = negated ? `Not${name}` : name;
  const text =
    outcome === "match"
      ? `${kind} ${quoted(wanted)}`
      : `${kind} ${quoted(wanted)} ${negated ? "leaves out" : "does not include"} ${actual}`;
  return [tested(outcome === "match", text)];
}

function tested(matches: boolean, text: string): string {
  return `  ${matches ? green("yes") : red("no ")}  ${text}`;
}

function remedy({
  decision,
  smallestAllow,
  principal,
}: ExplainedQuestion): readonly string[] {
  if (decision.allowed) return [];
  if (!smallestAllow.possible) {
    const { reason, layer } = smallestAllow.decision;
    return reason === "explicit-deny"
      ? [
          `No added statement can: the denial in ${LAYERS[layer].name} must be changed or removed.`,
        ]
      : [
          `No added statement can: ${LAYERS[layer].name} would still not allow it.`,
        ];
  }
  const lines = smallestAllow.additions.flatMap(
    ({ layer, level, statement }) => [
      `Add to ${LAYERS[layer].where}${layer === "identity" ? ` (${tail(principal)})` : ""}${level === undefined ? "" : `, at level ${level + 1} from the root`}:`,
      ...JSON.stringify(statement, undefined, 2)
        .split("\n")
        .map((line) => `  ${line}`),
    ],
  );
  return [
    ...lines,
    `Proved: decided again with ${smallestAllow.additions.length === 1 ? "it" : "them"}, the request is allowed.`,
  ];
}

function now({ now: today, message }: ExplainedQuestion): readonly string[] {
  if (!today) return [];
  if (today.allowed)
    return [
      green("With the policies of this moment the same request is allowed."),
    ];
  return today.message === message
    ? ["The policies of this moment decide the same."]
    : ["It is still denied, though otherwise:", dim(today.message)];
}
