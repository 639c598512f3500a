import { compileGlob } from "../match/glob.ts";
import { tokenize } from "../match/tokens.ts";
import type { Statement } from "../policy.ts";

/** Tests a lower-cased action name, `service:action`. */
export type ActionTest = (action: string) => boolean;

/** Compiles Action or NotAction; names and patterns ignore case, and `*` crosses the colon. */
export function compileActions(statement: Statement): ActionTest {
  if (statement.actions) return oneOf(statement.actions);
  if (!statement.notActions) return () => false;
  const listed = oneOf(statement.notActions);
  return (action) => !listed(action);
}

function oneOf(patterns: readonly string[]): ActionTest {
  const globs = patterns.map((pattern) =>
    compileGlob(
      tokenize(pattern.toLowerCase(), { wildcards: true, variables: false }),
    ),
  );
  return (action) => globs.some((glob) => glob(action));
}
