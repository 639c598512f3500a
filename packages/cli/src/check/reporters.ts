import { stringifyCfnGuardJson, type Problem } from "@gatehouse/guard";
import type { Judgement } from "./judgement.ts";
import type { CheckOptions, Format } from "./options.ts";

/** Writes what was found, document by document. */
export interface Reporter {
  document(judgement: Judgement): void;
  end(problems: readonly Problem[]): void;
}

/** The reporter of a format; only its own code is loaded. */
export async function reporterFor(options: CheckOptions): Promise<Reporter> {
  if (options.printJson) return traceReporter();
  if (options.format === "single-line-summary") return textReporter(options);
  if (
    !options.structured &&
    (options.format === "json" || options.format === "yaml")
  )
    return pieceReporter(options.format, options);
  const write = await WHOLE[options.format]();
  const judgements: Judgement[] = [];
  return {
    document: (judgement) => judgements.push(judgement),
    end: (problems) => void process.stdout.write(write(judgements, problems)),
  };
}

type Write = (
  judgements: readonly Judgement[],
  problems: readonly Problem[],
) => string;

/** Formats that are one document. */
const WHOLE: Readonly<
  Record<Exclude<Format, "single-line-summary">, () => Promise<Write>>
> = {
  async json() {
    const { checkReport } = await import("./report/cfn-guard.ts");
    return (judgements) =>
      `${stringifyCfnGuardJson(judgements.map(checkReport))}\n`;
  },
  async yaml() {
    const { checkReport } = await import("./report/cfn-guard.ts");
    const { yamlOf } = await import("./report/yaml.ts");
    return (judgements) => yamlOf(judgements.map(checkReport));
  },
  async junit() {
    const { junit } = await import("./report/junit.ts");
    return junit;
  },
  async sarif() {
    const { sarif } = await import("./report/sarif.ts");
    return (judgements) => `${stringifyCfnGuardJson(sarif(judgements))}\n`;
  },
  async github() {
    const { githubAnnotations } = await import("./report/github.ts");
    return githubAnnotations;
  },
};

async function textReporter({
  summary,
  quiet,
  verbose,
}: CheckOptions): Promise<Reporter> {
  const { judgementText } = await import("./report/text.ts");
  const { summaryLines, Tally } = await import("./report/summary.ts");
  const { traceText } = await import("./report/trace-text.ts");
  const tally = new Tally();
  return {
    document(judgement) {
      tally.add(judgement);
      const traces = verbose
        ? judgement.verdicts.map(({ rule, source }) =>
            traceText(rule, { rules: source.shown, document: judgement.shown }),
          )
        : [];
      process.stdout.write(
        [
          judgementText(judgement),
          ...traces,
          quiet ? "" : summaryLines(judgement, summary),
        ].join(""),
      );
    },
    end() {
      if (!quiet) process.stdout.write(tally.line());
    },
  };
}

/** As cfn-guard without `-z`: a table and a document for each rule file and document. */
async function pieceReporter(
  format: "json" | "yaml",
  { summary, quiet }: CheckOptions,
): Promise<Reporter> {
  const { reportOf } = await import("./report/cfn-guard.ts");
  const { cfnGuardTable } = await import("./report/summary.ts");
  const { yamlOf } = await import("./report/yaml.ts");
  const judgements: Judgement[] = [];
  const piece = ({ reports, verdicts }: Judgement, index: number): string => {
    const report = reports[index];
    if (!report) return "";
    const own = verdicts.filter(({ rule }) => report.rules.includes(rule));
    const content = reportOf([report], own);
    return `${quiet ? "" : cfnGuardTable(report, summary)}${format === "json" ? stringifyCfnGuardJson(content) : yamlOf(content)}`;
  };
  return {
    document: (judgement) => judgements.push(judgement),
    end() {
      const files = judgements[0]?.reports.length ?? 0;
      for (let index = 0; index < files; index += 1)
        for (const judgement of judgements)
          process.stdout.write(piece(judgement, index));
    },
  };
}

/** How each clause was evaluated, as JSON: an object for each rule file and document. */
function traceReporter(): Reporter {
  return {
    document({ document, reports }) {
      for (const { ruleFile, status, rules } of reports)
        process.stdout.write(
          `${stringifyCfnGuardJson({
            name: document.file,
            rule_file: ruleFile,
            status,
            rules: rules.map(({ name, status: own, error, trace }) => ({
              name,
              status: own,
              error,
              trace,
            })),
          })}\n`,
        );
    },
    end: () => undefined,
  };
}
