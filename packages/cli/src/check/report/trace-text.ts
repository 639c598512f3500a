import type { RuleReport, TraceNode } from "@gatehouse/guard";
import { bold, dim, green, red } from "../../paint.ts";
import { printable } from "./printable.ts";

/** A rule's evaluation as a tree: every clause and value with its outcome. */
export function traceText(
  rule: RuleReport,
  { rules, document }: { readonly rules: string; readonly document: string },
): string {
  const lines = [
    `${mark(rule.status)} rule ${bold(rule.name)}  ${dim(`${rules}:${rule.line}`)}`,
    ...rule.trace.flatMap((node, index) =>
      nodeLines(node, "", index === rule.trace.length - 1, { rules, document }),
    ),
    ...(rule.error
      ? [
          `   ${red("the rule cannot be decided:")} ${printable(rule.error.message)}`,
        ]
      : []),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function nodeLines(
  node: TraceNode,
  indent: string,
  isLast: boolean,
  files: { readonly rules: string; readonly document: string },
): string[] {
  // A value's success says nothing that its clause does not, unless it names the value.
  if (
    node.step === "value" &&
    node.path === undefined &&
    node.text === undefined
  )
    return [];
  const branch = isLast ? "`- " : "|- ";
  const below = `${indent}${isLast ? "   " : "|  "}`;
  return [
    `${dim(indent + branch)}${mark(node.status)} ${told(node, files)}`,
    ...node.steps.flatMap((step, index) =>
      nodeLines(step, below, index === node.steps.length - 1, files),
    ),
  ];
}

const TITLES: Readonly<Record<TraceNode["step"], string>> = {
  rule: "",
  conditions: "when",
  clause: "",
  block: "block",
  resource: "each resource of the type",
  filter: "filter",
  alternatives: "one of",
  value: "",
};

function told(
  { step, text, ruleLine, path, position, actual, missing }: TraceNode,
  files: { readonly rules: string; readonly document: string },
): string {
  const words = [
    TITLES[step],
    ...(text === undefined ? [] : [printable(withoutTail(text))]),
    ...(path === undefined
      ? []
      : [
          missing === undefined
            ? `${printable(path || "/")} = ${shortened(actual)}`
            : `${printable(path || "/")} has no ${printable(missing)}`,
        ]),
  ].filter((word) => word !== "");
  const place = position
    ? `${files.document}:${position.line}:${position.column}`
    : ruleLine === undefined
      ? ""
      : `${files.rules}:${ruleLine}`;
  return `${words.join(" ")}${place === "" ? "" : dim(`  ${place}`)}`;
}

/** A clause without its message, a block without what it holds. */
function withoutTail(text: string): string {
  return text.replace(/\s*<<.*$/, "").replace(/\s*\{[^{}]*( …|\})$/, "");
}

const LONGEST = 80;

function shortened(value: unknown): string {
  const text = printable(
    JSON.stringify(value, (_key, each: unknown) =>
      typeof each === "bigint" ? String(each) : each,
    ) ?? "nothing",
  );
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

function mark(status: RuleReport["status"]): string {
  return status === "PASS"
    ? green("PASS")
    : status === "SKIP"
      ? dim("SKIP")
      : red(status);
}
