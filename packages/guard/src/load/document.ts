import { positionIn } from "../position.ts";
import type { Problem } from "../syntax/parse-rules.ts";
import { valueAt, type GuardValue, type Source } from "../value.ts";
import { loadJson } from "./json.ts";
import { LIMITS, LoadFailure, Meter } from "./limits.ts";
import { loadQuickYaml } from "./quick-yaml.ts";
import { repeatedKeyOf } from "./repeated-keys.ts";
import type { Dialect } from "./scalars.ts";
import { loadYaml } from "./yaml.ts";

/** A document ready to be checked. */
export interface GuardDocument {
  readonly file: string | undefined;
  readonly text: string;
  readonly root: GuardValue;
}

export type LoadedDocument =
  | {
      readonly ok: true;
      readonly document: GuardDocument;
      /** The first key that a map has twice, of which the last value counts. */
      readonly repeated?: Problem;
    }
  | { readonly ok: false; readonly errors: readonly Problem[] };

export interface LoadOptions {
  /** Its name in reports. */
  readonly file?: string;
  /** How plain YAML scalars are read; "validate" unless told. */
  readonly dialect?: Dialect;
}

/**
 * Reads JSON or YAML, with CloudFormation's short forms (`!Ref`, `!GetAtt`, `!Sub` …), keeping the
 * line and column of every value. Never throws; bytes must be UTF-8.
 */
export function loadDocument(
  content: string | Uint8Array,
  { file, dialect = "validate" }: LoadOptions = {},
): LoadedDocument {
  const decoded = typeof content === "string" ? content : decode(content);
  if (typeof decoded !== "string")
    return {
      ok: false,
      errors: [
        { file, ...decoded, message: "The document is not UTF-8 from here on" },
      ],
    };
  const source: Source = { file, text: decoded };
  try {
    const root = load(source, dialect);
    const document = { file, text: decoded, root };
    const repeated = repeatedKeyOf(source);
    if (!repeated) return { ok: true, document };
    const message = `The key ${JSON.stringify(repeated.name)} stands here a second time`;
    const place = positionIn(source, repeated.at);
    return { ok: true, document, repeated: { file, ...place, message } };
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    const place = error.at === undefined ? {} : positionIn(source, error.at);
    return { ok: false, errors: [{ file, ...place, message: error.message }] };
  }
}

/**
 * Makes a document of values that are already at hand, as `JSON.parse` gives them; they have
 * paths, but no lines. Whole numbers are integers.
 * @throws LoadFailure where the values are past the limits.
 */
export function documentOf(
  content: unknown,
  { file }: { readonly file?: string } = {},
): GuardDocument {
  return {
    file,
    text: "",
    root: fromPlain(content, undefined, undefined, new Meter()),
  };
}

function load(source: Source, dialect: Dialect): GuardValue {
  const { text } = source;
  if (text.length > LIMITS.text)
    throw new LoadFailure(
      `The document is larger than ${LIMITS.text / 1024 / 1024} Mi characters`,
      LIMITS.text,
    );
  if (/^[\s\ufeff]*$/.test(text))
    throw new LoadFailure("The document is empty", 0);
  const isJson = /^\ufeff?\s*[[{]/.test(text);
  if (!isJson)
    return loadQuickYaml(source, dialect) ?? loadYaml(source, dialect);
  try {
    return loadJson(source);
  } catch (error) {
    if (!(error instanceof LoadFailure)) throw error;
    return afterJson(source, dialect, error);
  }
}

/** What looks like JSON and is not may still be YAML; if not, JSON's error says more. */
function afterJson(
  source: Source,
  dialect: Dialect,
  error: LoadFailure,
): GuardValue {
  if (error.message.startsWith("The document")) throw error;
  try {
    return loadYaml(source, dialect);
  } catch (second) {
    if (!(second instanceof LoadFailure)) throw second;
    throw error;
  }
}

/** Decodes UTF-8; where it is not, tells the place of the first bad byte. */
export function decode(
  bytes: Uint8Array,
): string | { readonly line: number; readonly column: number } {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
      bytes,
    );
  } catch {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return positionIn({ text }, Math.max(0, firstReplaced(text, bytes)));
  }
}

/** The first replacement character that is not in the bytes themselves. */
function firstReplaced(text: string, bytes: Uint8Array): number {
  const encoder = new TextEncoder();
  for (
    let at = text.indexOf("\ufffd");
    at >= 0;
    at = text.indexOf("\ufffd", at + 1)
  ) {
    const before = encoder.encode(text.slice(0, at)).length;
    const [a, b, c] = bytes.subarray(before, before + 3);
    if (a !== 0xef || b !== 0xbf || c !== 0xbd) return at;
  }
  return -1;
}

function fromPlain(
  content: unknown,
  parent: GuardValue | undefined,
  key: string | number | undefined,
  meter: Meter,
): GuardValue {
  const place = [-1, parent, key] as const;
  meter.value(-1);
  if (Array.isArray(content)) {
    const members: GuardValue[] = [];
    const list = valueAt("list", members, ...place);
    meter.enter(-1);
    content.forEach((each, index) =>
      members.push(fromPlain(each, list, index, meter)),
    );
    meter.leave();
    return list;
  }
  switch (typeof content) {
    case "string":
      return valueAt("string", content, ...place);
    case "boolean":
      return valueAt("bool", content, ...place);
    case "bigint":
      return valueAt("int", content, ...place);
    case "number":
      return Number.isSafeInteger(content)
        ? valueAt("int", content, ...place)
        : valueAt("float", content, ...place);
    case "object": {
      if (content === null) return valueAt("null", null, ...place);
      const members = new Map<string, GuardValue>();
      const map = valueAt("map", members, ...place);
      meter.enter(-1);
      for (const [name, each] of Object.entries(content))
        if (each !== undefined)
          members.set(name, fromPlain(each, map, name, meter));
      meter.leave();
      return map;
    }
    default:
      return valueAt("null", null, ...place);
  }
}
