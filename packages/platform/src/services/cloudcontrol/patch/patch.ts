import { isDeepStrictEqual } from "node:util";
import { placeIn, pointerSteps, valueAt } from "./pointer.ts";

/** One step of a JSON patch (RFC 6902). */
export interface PatchStep {
  readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
  readonly path: string;
  readonly from?: string;
  readonly value?: unknown;
}

type Patched<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string };

type Json = Readonly<Record<string, unknown>>;

const OPERATIONS: ReadonlySet<unknown> = new Set([
  "add",
  "remove",
  "replace",
  "move",
  "copy",
  "test",
]);

/** Steps that a patch may have, so that no patch takes long. */
const STEPS_AT_MOST = 1000;

/** Reads a patch document. */
export function readPatch(text: string): Patched<readonly PatchStep[]> {
  let steps: unknown;
  try {
    steps = JSON.parse(text);
  } catch {
    return wrong("the patch document is not JSON");
  }
  if (!Array.isArray(steps)) return wrong("the patch document is not a list");
  if (steps.length > STEPS_AT_MOST)
    return wrong(`a patch has at most ${STEPS_AT_MOST} operations`);
  for (const [i, step] of (steps as unknown[]).entries()) {
    const problem = problemOf(step);
    if (problem !== undefined) return wrong(`operation ${i}: ${problem}`);
  }
  return { ok: true, value: steps as PatchStep[] };
}

/** Applies a patch to properties, all of it or nothing; the properties stay as they are. */
export function applyPatch(
  properties: Json,
  steps: readonly PatchStep[],
): Patched<Json> {
  const document = { "": structuredClone(properties) as unknown };
  for (const [i, step] of steps.entries()) {
    const problem = APPLY[step.op](document, step);
    if (problem !== undefined) return wrong(`operation ${i}: ${problem}`);
  }
  const patched = document[""];
  return typeof patched === "object" &&
    patched !== null &&
    !Array.isArray(patched)
    ? { ok: true, value: patched as Json }
    : wrong("the properties must be an object");
}

/** The document hangs below an empty name, so that its root can be replaced like any other value. */
type Document = Record<"", unknown>;

/** Changes the document, or says why it cannot. */
type Apply = (document: Document, step: PatchStep) => string | undefined;

const APPLY: Readonly<Record<PatchStep["op"], Apply>> = {
  add: (document, { path, value }) => put(document, path, value),
  remove: (document, { path }) => take(document, path),
  replace: (document, { path, value }) =>
    take(document, path) ?? put(document, path, value),
  move(document, { path, from = "" }) {
    if (path.startsWith(`${from}/`))
      return `${from} cannot be moved into itself`;
    const found = valueAt(document, stepsTo(from));
    if (!found) return `there is nothing at ${from}`;
    return take(document, from) ?? put(document, path, found.value);
  },
  copy(document, { path, from = "" }) {
    const found = valueAt(document, stepsTo(from));
    return found
      ? put(document, path, structuredClone(found.value))
      : `there is nothing at ${from}`;
  },
  test(document, { path, value }) {
    const found = valueAt(document, stepsTo(path));
    return found && isDeepStrictEqual(found.value, value)
      ? undefined
      : `the value at ${path} is another`;
  },
};

function put(
  document: Document,
  path: string,
  value: unknown,
): string | undefined {
  const place = placeIn(document, stepsTo(path));
  if (!place) return `there is no place for ${path}`;
  const { holder, name } = place;
  if (!Array.isArray(holder)) {
    Object.defineProperty(holder, name, {
      value,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    return undefined;
  }
  const at = name === "-" ? holder.length : indexIn(name, holder.length);
  if (at === undefined) return `there is no place for ${path}`;
  holder.splice(at, 0, value);
  return undefined;
}

function take(document: Document, path: string): string | undefined {
  const place = placeIn(document, stepsTo(path));
  const nothing = `there is nothing at ${path}`;
  if (!place) return nothing;
  const { holder, name } = place;
  if (Array.isArray(holder)) {
    const at = indexIn(name, holder.length - 1);
    if (at === undefined) return nothing;
    holder.splice(at, 1);
    return undefined;
  }
  if (!Object.hasOwn(holder, name)) return nothing;
  delete holder[name];
  return undefined;
}

function indexIn(name: string, most: number): number | undefined {
  const index = /^(0|[1-9]\d{0,8})$/.test(name) ? Number(name) : Infinity;
  return index <= most ? index : undefined;
}

/** Below the empty name; paths were checked when the patch was read. */
const stepsTo = (path: string): readonly string[] => [
  "",
  ...(pointerSteps(path) ?? []),
];

function problemOf(step: unknown): string | undefined {
  if (typeof step !== "object" || step === null) return "not an object";
  const { op, path, from } = step as Partial<PatchStep>;
  if (!OPERATIONS.has(op)) return `unknown operation ${JSON.stringify(op)}`;
  if (!isPointer(path)) return "path is not a JSON pointer";
  if ((op === "move" || op === "copy") && !isPointer(from))
    return "from is not a JSON pointer";
  return ["add", "replace", "test"].includes(op ?? "") && !("value" in step)
    ? "value is missing"
    : undefined;
}

const isPointer = (text: unknown): boolean =>
  typeof text === "string" && pointerSteps(text) !== undefined;

const wrong = (message: string): { ok: false; message: string } => ({
  ok: false,
  message: `Invalid patch: ${message}`,
});
