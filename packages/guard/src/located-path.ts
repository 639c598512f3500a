import { positionIn } from "./position.ts";
import { pathOf, sourceOf, type GuardValue } from "./value.ts";

/** A path as cfn-guard writes it. It counts lines and columns from 0, and has 0,0 where there are none. */
export function locatedPath(value: GuardValue): string {
  const source = value.at < 0 ? undefined : sourceOf(value);
  const { line, column } = source
    ? positionIn(source, value.at)
    : { line: 1, column: 1 };
  return `${pathOf(value)}[L:${line - 1},C:${column - 1}]`;
}
