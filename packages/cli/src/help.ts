import type { Command, Option } from "./command.ts";
import { bold } from "./paint.ts";

/** All commands, a line each. */
export function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(
    ({ name, summary }) => `  ${bold(name.padEnd(width))}  ${summary}`,
  );
  return [
    "gatehouse: code runs only when it is signed, permitted and compliant.",
    "",
    "Usage: gatehouse COMMAND [options]",
    "",
    ...lines,
    "",
    "gatehouse COMMAND --help tells more of one.",
    "",
  ].join("\n");
}

/** One command with its options and exit codes. */
export function helpOf(command: Command): string {
  const { name, summary, usage, options, exits, notes, parts = [] } = command;
  const width = Math.max(0, ...options.map((option) => spelt(option).length));
  const optionLines = options.map(
    (option) => `  ${spelt(option).padEnd(width)}  ${meaning(option)}`,
  );
  const exitLines = Object.entries(exits).map(
    ([code, what]) => `  ${code}  ${what}`,
  );
  return [
    summary,
    "",
    `Usage: gatehouse ${name} ${usage}`.trimEnd(),
    ...parts.map((part) =>
      `       gatehouse ${part.name} ${part.usage}`.trimEnd(),
    ),
    ...(notes === undefined ? [] : ["", notes]),
    ...(optionLines.length > 0 ? ["", "Options:", ...optionLines] : []),
    "",
    "Exit codes:",
    ...exitLines,
    "",
  ].join("\n");
}

function spelt({ name, value, also = [] }: Option): string {
  const spellings = [...also, `--${name}`].join(", ");
  return value === undefined ? spellings : `${spellings} ${value}`;
}

function meaning({ meaning: text, variable, multiple }: Option): string {
  return [
    text,
    ...(multiple ? ["(may be repeated)"] : []),
    ...(variable === undefined ? [] : [`[${variable}]`]),
  ].join(" ");
}
