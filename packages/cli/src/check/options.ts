import { UsageError, type Words } from "../command.ts";
import { oneOf } from "./flags.ts";
import type { InputPaths } from "./inputs.ts";
import { readParameters } from "./parameters.ts";
import type { Summary } from "./report/summary.ts";

export const FORMATS = [
  "single-line-summary",
  "json",
  "yaml",
  "junit",
  "sarif",
  "github",
] as const;

export type Format = (typeof FORMATS)[number];

/** What `gatehouse check` was asked to do. */
export interface CheckOptions {
  readonly paths: InputPaths;
  readonly payload: boolean;
  readonly format: Format;
  /** One JSON or YAML document of all results; one after the other where false. */
  readonly structured: boolean;
  readonly summary: Summary;
  /** Whether lines are written beside the results. */
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly printJson: boolean;
  readonly warn: ReadonlySet<string>;
  readonly suppressions: boolean;
  /** Template parameters, where functions are to be resolved. */
  readonly resolve:
    { readonly given: Readonly<Record<string, string>> } | undefined;
  readonly watch: boolean;
}

/** Reads what was asked for. @throws UsageError */
export function checkOptions({
  values,
  lists,
  positionals,
}: Words): CheckOptions {
  const [stray] = positionals;
  if (stray !== undefined)
    throw new UsageError(`What is ${stray}? Rules follow -r, documents -d.`);
  const payload = values["payload"] === true;
  const { rules = [], data } = lists;
  if (payload && (rules.length > 0 || data))
    throw new UsageError("--payload brings rules and documents of its own.");
  if (!payload && rules.length === 0)
    throw new UsageError("Name the rules: -r FILE|DIRECTORY.");
  const structured = values["structured"] === true;
  const watch = values["watch"] === true;
  if (watch && (payload || !data))
    throw new UsageError("--watch needs files to watch: -d FILE|DIRECTORY.");
  if (values["type"] !== undefined)
    oneOf(["CFNTemplate"], String(values["type"]), "--type");
  const parameters = lists["parameters"];
  return {
    paths: {
      rules,
      data,
      parameters: lists["input-parameters"] ?? [],
      oldestFirst: orderOf(values) === "modified",
    },
    payload,
    ...output(values, lists["show-summary"], structured),
    structured,
    warn: new Set(commas(lists["warn"])),
    suppressions: values["no-suppressions"] !== true,
    resolve:
      parameters || values["resolve"]
        ? { given: readParameters(parameters ?? []) }
        : undefined,
    watch,
  };
}

/** The order of files in directories: by name, unless by their last change. @throws UsageError */
export function orderOf(values: Words["values"]): "name" | "modified" {
  if (values["alphabetical"] && values["last-modified"])
    throw new UsageError("Order by name or by last change, not both.");
  return values["last-modified"] ? "modified" : "name";
}

function output(
  values: Words["values"],
  shown: readonly string[] | undefined,
  structured: boolean,
): Pick<
  CheckOptions,
  "format" | "summary" | "quiet" | "verbose" | "printJson"
> {
  const given = values["output-format"];
  const format =
    given === undefined
      ? structured
        ? "json"
        : "single-line-summary"
      : oneOf(FORMATS, String(given), "--output-format");
  const verbose = values["verbose"] === true;
  const printJson = values["print-json"] === true;
  const kinds = commas(shown).map((word) =>
    oneOf(["all", "pass", "fail", "skip", "none"], word, "--show-summary"),
  );
  if (structured && (verbose || printJson))
    throw new UsageError(
      "--structured prints one document and nothing beside it.",
    );
  if (structured && kinds.some((kind) => kind !== "none"))
    throw new UsageError(
      "--structured leaves no place for a summary: -S none.",
    );
  if (structured && format === "single-line-summary")
    throw new UsageError(
      "--structured is for json, yaml, junit, sarif and github: -o FORMAT.",
    );
  return {
    format,
    summary: summaryOf(kinds),
    quiet: kinds.includes("none"),
    verbose,
    printJson,
  };
}

function summaryOf(kinds: readonly string[]): Summary {
  if (kinds.includes("all")) return new Set(["pass", "fail", "skip"]);
  if (kinds.length === 0) return new Set(["fail"]);
  return new Set(
    (["pass", "fail", "skip"] as const).filter((kind) => kinds.includes(kind)),
  );
}

function commas(words: readonly string[] = []): string[] {
  return words.flatMap((word) => word.split(",")).map((word) => word.trim());
}
