import { constants } from "node:os";
import { variables } from "../child-streams.ts";
import { HANDED, type Exit, type Program } from "../driver.ts";

/**
 * What runs outside before anything of a function does: it joins the control groups whose directories come before
 * `--`, gives up what a function gets none of, and becomes the command after it.
 */
export const OUTSIDE = `
ulimit -c 0
ulimit -n 1024
echo 500 >/proc/self/oom_score_adj
while [ "$1" != -- ]; do echo $$ >"$1/cgroup.procs" || exit 125; shift; done
shift
exec "$@"`;

/** The descriptor that INSIDE reports on. */
export const REPORTS = 4;

/**
 * What the first process inside reads from its standard input. A shell speaks of a signal on its own standard error,
 * and tells it from an exit status of the same number only so; hence the detour of the program's by descriptor 8.
 * The function's variables come only now, when nothing of the way in can be changed by them any more.
 */
export function insideScript(
  program: Program,
  { processes, interpreter }: InsideMeans = {},
): string {
  const { command, args, takesConnection } = program;
  const words = [command, ...args].map(quoted).join(" ");
  const entries = Object.entries(variables(program));
  const strange = entries.find((entry) => entry.join("").includes("\0"));
  if (strange)
    throw new TypeError(`Variable ${strange[0]} must not have null bytes.`);
  const exports = entries.filter(([name]) => !TAKEN.has(name));
  const others = entries
    .filter(([name]) => TAKEN.has(name))
    .map(([name, value]) => ` ${quoted(`${name}=${value}`)}`);
  return [
    `echo up >&${REPORTS}`,
    ...[command, ...(interpreter === undefined ? [] : [interpreter])].flatMap(
      (path) => [
        `[ -f ${quoted(path)} ] || { echo fault ENOENT >&${REPORTS}; exit; }`,
        `[ -x ${quoted(path)} ] || { echo fault EACCES >&${REPORTS}; exit; }`,
      ],
    ),
    `exec 8>&2 2>&${REPORTS}`,
    // bash and the shells of Debian and busybox differ in the letter.
    ...(processes === undefined
      ? []
      : [`ulimit -u ${processes} 2>/dev/null || ulimit -p ${processes}`]),
    // What the way in has left there.
    "unset PWD OLDPWD SHLVL",
    ...exports.map(([name, value]) => `export ${name}=${quoted(value)}`),
    `(exec ${others.length > 0 ? `/usr/bin/env${others.join("")} ` : ""}${words} </dev/null 2>&8 8>&- ${REPORTS}>&-${takesConnection ? "" : ` ${HANDED.descriptor}>&-`})`,
    `echo "exit $?" >&${REPORTS}`,
    "",
  ].join("\n");
}

/** What the script sees to beside the program. */
export interface InsideMeans {
  /** The most processes of the user, where no control group sees to it. */
  readonly processes?: number | undefined;
  /** What a script names in its first line: a shell would not tell its absence from the script's own. */
  readonly interpreter?: string | undefined;
}

// A shell keeps these for itself.
const TAKEN = new Set([
  "BASHOPTS",
  "BASH_VERSINFO",
  "EUID",
  "PPID",
  "SHELLOPTS",
  "UID",
]);

/** A word as a shell reads it back. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** How a program ended, from what the script reported; one that nothing was heard of was killed with all the rest. */
export function exitOf(report: string): Exit | { readonly startFault: string } {
  const [first, ...lines] = report.trimEnd().split("\n");
  if (first !== "up") return { startFault: NOT_SET_UP };
  const last = lines.pop() ?? "";
  const [, startFault] = /^fault (\w+)$/.exec(last) ?? [];
  if (startFault !== undefined) return { startFault };
  const [, status] = /^exit (\d+)$/.exec(last) ?? [];
  if (status === undefined) return { code: null, signal: "SIGKILL" };
  const code = Number(status);
  const signal = SIGNALS.get(code - 128);
  if (signal && (lines.length > 0 || UNSPOKEN.has(signal)))
    return { code: null, signal };
  return { code, signal: null };
}

/** The fault of a start that failed before the function's own program. */
export const NOT_SET_UP = "the isolation could not be set up";

// Where two names share a number, the first is the usual one.
const SIGNALS = new Map(
  Object.entries(constants.signals)
    .map(([name, number]) => [number, name as NodeJS.Signals] as const)
    .toReversed(),
);

/** Signals that a shell ends for without a word. */
const UNSPOKEN = new Set<NodeJS.Signals>(["SIGINT", "SIGPIPE"]);
