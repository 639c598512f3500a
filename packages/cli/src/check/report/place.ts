import {
  positionIn,
  type ClauseReport,
  type GuardDocument,
  type GuardValue,
  type Position,
} from "@gatehouse/guard";

/** The part of a document that a failed clause speaks of. */
export interface Place extends Position {
  /** How many characters are its own; at least one. */
  readonly length: number;
}

/**
 * Where to look for a failure. What is missing has no place: the key of what lacks it has one.
 * Undefined for clauses that speak of no value.
 */
export function placeOf(
  document: GuardDocument,
  { path, position, missing }: ClauseReport,
): Place | undefined {
  if (document.text === "" || (!position && path === "")) return undefined;
  const value = valueAt(document.root, path);
  if (!value || value.at < 0) return position && { ...position, length: 1 };
  const holds = value.kind === "map" || value.kind === "list";
  const at =
    (missing !== undefined || holds) && value.keyAt >= 0
      ? value.keyAt
      : value.at;
  return {
    ...positionIn(document, at),
    length: lengthAt(document.text, at),
  };
}

/** The type of the resource that a path leads into. */
export function resourceType(
  { root }: GuardDocument,
  resource: string,
): string | undefined {
  const type = valueAt(root, `/Resources/${resource}/Type`);
  return type?.kind === "string" ? type.value : undefined;
}

function valueAt(root: GuardValue, path: string): GuardValue | undefined {
  let value: GuardValue | undefined = root;
  for (const step of path.split("/").slice(1))
    if (value?.kind === "map") value = value.value.get(step);
    else if (value?.kind === "list") value = value.value[Number(step)];
    else return undefined;
  return value;
}

const TOKEN =
  /"(?:[^"\\\n]|\\.)*"|'[^'\n]*'|[^\s,\]}{["':#][^\n,\]}:#]*|[^\n]/y;

function lengthAt(text: string, at: number): number {
  TOKEN.lastIndex = at;
  const token = TOKEN.exec(text)?.[0].trimEnd() ?? "";
  return Math.max(1, token.length);
}
