import { evaluate, type Problem } from "@gatehouse/guard";
import { Progress } from "../offline/progress.ts";
import {
  readInputs,
  readPayload,
  type DataSource,
  type Inputs,
} from "./inputs.ts";
import { judge, type Judgement } from "./judgement.ts";
import type { CheckOptions } from "./options.ts";
import { tellNote, tellProblem } from "./problems.ts";
import { reporterFor } from "./reporters.ts";
import { suppressionsOf } from "./suppressions.ts";

/** As cfn-guard's: all complies, something does not, something could not be checked. */
export const EXIT = { pass: 0, fail: 19, error: 5 } as const;

/** Checks documents by rules and reports. @returns the exit code */
export async function run(options: CheckOptions): Promise<number> {
  if (!options.watch) return check(options);
  const { watched } = await import("./watch.ts");
  return watched(options, () => check(options));
}

async function check(options: CheckOptions): Promise<number> {
  const inputs = options.payload ? readPayload() : readInputs(options.paths);
  const problems = [...inputs.problems];
  problems.forEach(tellProblem);
  inputs.notes.forEach(tellNote);
  const reporter = await reporterFor(options);
  const prepare = options.resolve
    ? await resolution(options.resolve.given)
    : (document: DocumentOf) => document;
  const progress = new Progress("checking", inputs.data.length);
  let failed = false;
  let broken = inputs.broken;
  for (const source of inputs.data) {
    const judged = judgementOf(source, inputs, options, prepare);
    progress.advance(1);
    if ("problems" in judged) {
      problems.push(...judged.problems);
      judged.problems.forEach(tellProblem);
      broken = true;
      continue;
    }
    failed ||= judged.status === "FAIL";
    broken ||= judged.status === "ERROR";
    progress.end();
    reporter.document(judged);
  }
  progress.end();
  reporter.end(problems);
  // As with cfn-guard, a failure outweighs a rule file that does not parse.
  if (broken) return EXIT.error;
  if (failed) return EXIT.fail;
  return problems.length > 0 ? EXIT.error : EXIT.pass;
}

type DocumentOf = Judgement["document"];

function judgementOf(
  source: DataSource,
  { rules, parameters }: Inputs,
  options: CheckOptions,
  prepare: (document: DocumentOf, shown: string) => DocumentOf,
): Judgement | { readonly problems: readonly Problem[] } {
  const loaded = source.load();
  if (!loaded.ok) return { problems: loaded.errors };
  const document = prepare(loaded.document, source.shown);
  const { valid, notes } = options.suppressions
    ? suppressionsOf(document, Date.now())
    : { valid: [], notes: [] };
  for (const note of notes) tellNote(`${source.shown}: ${note}`);
  const inputParameters = parameters && { inputParameters: parameters };
  return judge(
    document,
    source.shown,
    rules.map((each) => [
      each,
      evaluate(each.rules, document, inputParameters),
    ]),
    { warn: options.warn, suppressions: valid },
  );
}

async function resolution(
  given: Readonly<Record<string, string>>,
): Promise<(document: DocumentOf, shown: string) => DocumentOf> {
  const { resolvedTemplate } = await import("./resolve.ts");
  return (document, shown) => {
    const resolved = resolvedTemplate(document, given);
    for (const note of resolved.notes) tellNote(`${shown}: ${note}`);
    return resolved.document;
  };
}
