import { spawnSync } from "node:child_process";
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Finds a program on the server's own PATH. Scripts are taken only when `ask` is given (arguments that make the
 * program print its true path): version managers put slow wrappers on the PATH that need their own environment.
 */
export function onPath(
  name: string,
  ask?: readonly string[],
): string | undefined {
  const found = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((directory) => directory.startsWith("/"))
    .map((directory) => join(directory, name))
    .filter(isExecutable);
  return (
    found.find((path) => !isScript(path)) ??
    (ask && found.map((path) => answerOf(path, ask)).find((path) => path))
  );
}

/** True for a regular file that this user may execute. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isScript(path: string): boolean {
  const file = openSync(path, "r");
  try {
    const start = Buffer.alloc(2);
    readSync(file, start, 0, 2, 0);
    return start.toString("latin1") === "#!";
  } finally {
    closeSync(file);
  }
}

/** A version manager takes a fifth of a second to answer, and answers the same for as long as the server lives. */
const ANSWERS = new Map<string, string | undefined>();

function answerOf(path: string, ask: readonly string[]): string | undefined {
  if (!ANSWERS.has(path)) ANSWERS.set(path, askProgram(path, ask));
  return ANSWERS.get(path);
}

function askProgram(path: string, ask: readonly string[]): string | undefined {
  const asked = spawnSync(path, ask, { encoding: "utf8", timeout: 5_000 });
  const answer = asked.status === 0 ? asked.stdout.trim() : "";
  return answer.startsWith("/") && isExecutable(answer) ? answer : undefined;
}
