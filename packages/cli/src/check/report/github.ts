import type { Problem } from "@gatehouse/guard";
import type { Judgement } from "../judgement.ts";
import { placeOf } from "./place.ts";
import { sentence } from "./sentence.ts";

/** Workflow commands, which GitHub shows at the lines of a change. */
export function githubAnnotations(
  judgements: readonly Judgement[],
  problems: readonly Problem[],
): string {
  const lines = [
    ...judgements.flatMap(annotations),
    ...problems.map(({ file, line, column, message }) =>
      command(
        "error",
        { file, line, col: column, title: "gatehouse check" },
        message,
      ),
    ),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

function annotations({ document, shown, verdicts }: Judgement): string[] {
  return verdicts.flatMap(({ status, rule, open }) => {
    if (status === "ERROR")
      return [
        command(
          "error",
          { file: shown, title: rule.name },
          rule.error?.message ?? "",
        ),
      ];
    return open.map((clause) => {
      const place = placeOf(document, clause);
      return command(
        status === "WARN" ? "warning" : "error",
        {
          file: shown,
          line: place?.line,
          col: place?.column,
          title: rule.name,
        },
        sentence(clause),
      );
    });
  });
}

function command(
  level: "error" | "warning",
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
): string {
  const told = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${escaped(String(value), /[%\r\n:,]/g)}`)
    .join(",");
  return `::${level} ${told}::${escaped(message, /[%\r\n]/g)}`;
}

function escaped(text: string, characters: RegExp): string {
  return text.replace(
    characters,
    (character) =>
      `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`,
  );
}
