import { basename, dirname, extname, join } from "node:path";
import {
  runRuleTests,
  stringifyCfnGuardJson,
  toCfnGuardTestJson,
  type Problem,
  type RuleFile,
  type RuleTestResult,
} from "@gatehouse/guard";
import { UsageError, type Words } from "../command.ts";
import {
  DATA_FILES,
  findFiles,
  readBytes,
  RULE_FILES,
  shown,
} from "./files.ts";
import { oneOf } from "./flags.ts";
import { readRules } from "./inputs.ts";
import { orderOf } from "./options.ts";
import { tellProblem } from "./problems.ts";
import { testJunit, testText } from "./report/tests.ts";
import { yamlOf } from "./report/yaml.ts";

/** As cfn-guard's: all as expected, something is not, something cannot be tested. */
const EXIT = { pass: 0, fail: 7, error: 1 } as const;

/** What became of one rule file. */
export interface TestedFile {
  /** As it was named. */
  readonly file: string;
  readonly rules: RuleFile | undefined;
  readonly results: readonly {
    readonly file: string;
    readonly result: RuleTestResult;
  }[];
  /** Why there are no rules to test. */
  readonly problems: readonly Problem[];
}

/** `gatehouse check test`. @returns the exit code */
export function run(words: Words): number {
  const { values } = words;
  const format = oneOf(
    ["single-line-summary", "json", "yaml", "junit"],
    String(values["output-format"] ?? "single-line-summary"),
    "--output-format",
  );
  const plan = planOf(words);
  const tested = plan.pairs.map(test);
  const problems = [
    ...plan.problems,
    ...tested.flatMap((each) => [
      ...each.problems,
      ...each.results.flatMap(({ result }) => (result.ok ? [] : result.errors)),
    ]),
  ];
  problems.forEach(tellProblem);
  const verbose = values["verbose"] === true;
  const json = tested
    .filter(
      ({ results, problems: own }) => results.length > 0 || own.length > 0,
    )
    .map(jsonOf);
  const content = plan.single ? json[0] : json;
  if (format === "single-line-summary")
    process.stdout.write(testText(tested, { verbose }));
  else if (format === "junit") process.stdout.write(testJunit(tested));
  else if (content !== undefined)
    process.stdout.write(
      format === "json"
        ? `${stringifyCfnGuardJson(content)}\n`
        : yamlOf(content),
    );
  if (problems.length > 0) return EXIT.error;
  const failed = tested.some(({ results }) =>
    results.some(({ result }) => result.ok && !result.passed),
  );
  return failed ? EXIT.fail : EXIT.pass;
}

interface Pair {
  readonly rules: string;
  readonly tests: readonly string[];
}

interface Plan {
  readonly pairs: readonly Pair[];
  readonly problems: readonly Problem[];
  /** One rule file was named, not a directory. */
  readonly single: boolean;
}

function planOf({ values, positionals }: Words): Plan {
  const { dir, "rules-file": rules, "test-data": tests } = values;
  const oldestFirst = orderOf(values) === "modified";
  if (positionals.length > 0)
    throw new UsageError(`What is ${positionals.join(" ")}?`);
  if (typeof dir === "string") return planOfDirectory(dir, oldestFirst);
  if (typeof rules !== "string" || typeof tests !== "string")
    throw new UsageError(
      "Name rules and their tests: -r FILE -t PATH, or -d DIRECTORY.",
    );
  const found = findFiles([tests], DATA_FILES, { oldestFirst, named: "all" });
  const none = found.files.length === 0 && found.problems.length === 0;
  return {
    pairs: [{ rules, tests: found.files.map(({ path }) => path) }],
    problems: none
      ? [{ file: shown(tests), message: "There are no tests here." }]
      : found.problems,
    single: true,
  };
}

/** Tests belong to the rule file beside their directory whose name theirs begins with: the longest. */
function planOfDirectory(dir: string, oldestFirst: boolean): Plan {
  const found = findFiles([dir], RULE_FILES, { oldestFirst });
  const problems = [...found.problems];
  if (found.files.length === 0 && problems.length === 0)
    problems.push({
      file: shown(dir),
      message: `There are no rules here: no file ends in ${RULE_FILES.join(" or ")}.`,
    });
  const byFolder = Map.groupBy(found.files, ({ path }) => dirname(path));
  const pairs = Array.from(byFolder, ([folder, files]) => {
    const stems = files.map(({ path }) => stemOf(path));
    const tests = testsIn(join(folder, "tests"), oldestFirst);
    return files.map(({ path }) => ({
      rules: path,
      tests: tests.filter((each) => owner(each, stems) === stemOf(path)),
    }));
  });
  return { pairs: pairs.flat(), problems, single: false };
}

function testsIn(folder: string, oldestFirst: boolean): readonly string[] {
  // A directory without tests is no trouble.
  return findFiles([folder], DATA_FILES, { oldestFirst }).files.map(
    ({ path }) => path,
  );
}

function owner(test: string, stems: readonly string[]): string | undefined {
  const name = basename(test);
  return stems
    .filter((stem) => name.startsWith(stem))
    .sort((one, other) => other.length - one.length)[0];
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}

function test({ rules: path, tests }: Pair): TestedFile {
  const { sources, problems } = readRules([path]);
  const [source] = sources;
  if (!source) return { file: path, rules: undefined, results: [], problems };
  const results = tests.map((file) => {
    const read = readBytes(file);
    return {
      file: shown(file),
      result:
        "problem" in read
          ? { ok: false as const, errors: [read.problem] }
          : runRuleTests(source.rules, read.bytes, { file: shown(file) }),
    };
  });
  return { file: path, rules: source.rules, results, problems: [] };
}

function jsonOf({ file, results, problems }: TestedFile): object {
  if (problems.length > 0)
    return {
      rule_file: file,
      error: problems.map(({ message }) => message).join("\n"),
    };
  return toCfnGuardTestJson(
    file,
    results.map(({ result }) => result),
  );
}
