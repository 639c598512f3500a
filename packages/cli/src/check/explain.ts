import { evaluate } from "@gatehouse/guard";
import { UsageError, type Words } from "../command.ts";
import { readInputs } from "./inputs.ts";
import { tellNote, tellProblem } from "./problems.ts";
import { traceText } from "./report/trace-text.ts";
import { EXIT } from "./run.ts";

/** `gatehouse check explain`. @returns the exit code */
export function run({ lists, positionals }: Words): number {
  const { rules = [], data } = lists;
  const [stray] = positionals;
  if (stray !== undefined || rules.length === 0)
    throw new UsageError("Name the rules and a document: -r FILE -d FILE.");
  const only = new Set(lists["rule"]);
  const inputs = readInputs({
    rules,
    data,
    parameters: lists["input-parameters"] ?? [],
    oldestFirst: false,
  });
  const names = new Set(
    inputs.rules.flatMap(({ rules: file }) =>
      file.rules.map(({ name }) => name),
    ),
  );
  const unknown = [...only].filter((name) => !names.has(name));
  if (unknown.length > 0 && inputs.problems.length === 0)
    throw new UsageError(
      `There is no rule ${unknown.join(", ")}. There are ${[...names].join(", ")}.`,
    );
  inputs.problems.forEach(tellProblem);
  inputs.notes.forEach(tellNote);
  let code: number = inputs.problems.length > 0 ? EXIT.error : EXIT.pass;
  for (const source of inputs.data) {
    const loaded = source.load();
    if (!loaded.ok) {
      loaded.errors.forEach(tellProblem);
      code = EXIT.error;
      continue;
    }
    for (const each of inputs.rules) {
      const report = evaluate(
        each.rules,
        loaded.document,
        inputs.parameters && { inputParameters: inputs.parameters },
      );
      for (const rule of report.rules) {
        if (only.size > 0 && !only.has(rule.name)) continue;
        process.stdout.write(
          traceText(rule, { rules: each.shown, document: source.shown }),
        );
        if (rule.status === "ERROR") code = EXIT.error;
        else if (rule.status === "FAIL" && code === EXIT.pass) code = EXIT.fail;
      }
    }
  }
  return code;
}
