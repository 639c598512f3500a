import { realpathSync } from "node:fs";
import { basename } from "node:path";
import {
  decodeUtf8,
  loadDocument,
  parseRules,
  plainValue,
  type GuardDocument,
  type LoadedDocument,
  type Problem,
  type RuleFile,
} from "@gatehouse/guard";
import {
  DATA_FILES,
  findFiles,
  readBytes,
  RULE_FILES,
  shown,
  type FoundFile,
} from "./files.ts";

/** A file of rules, ready to evaluate. */
export interface RuleSource {
  /** As people see it: a path, or `RULES_STDIN[1]`. */
  readonly shown: string;
  readonly rules: RuleFile;
}

/** A document that is read when its turn comes. */
export interface DataSource {
  /** As people see it. */
  readonly shown: string;
  readonly load: () => LoadedDocument;
}

export interface Inputs {
  readonly rules: readonly RuleSource[];
  readonly data: readonly DataSource[];
  readonly parameters: GuardDocument | undefined;
  readonly problems: readonly Problem[];
  /** Whether a problem is one of more than rules that do not parse. */
  readonly broken: boolean;
  /** What was done otherwise than one may expect. */
  readonly notes: readonly string[];
}

export interface InputPaths {
  readonly rules: readonly string[];
  /** Standard input where undefined. */
  readonly data: readonly string[] | undefined;
  readonly parameters: readonly string[];
  readonly oldestFirst: boolean;
}

/** Reads rules and parameters, and finds the documents. */
export function readInputs(paths: InputPaths): Inputs {
  const { oldestFirst } = paths;
  const {
    sources: rules,
    problems,
    unparsed,
  } = readRules(paths.rules, oldestFirst);
  const parameters = readParameters(paths.parameters, problems);
  if (!paths.data)
    return {
      rules,
      data: [fromBytes("STDIN", "STDIN", () => readBytes(0))],
      parameters,
      problems,
      broken: problems.length > unparsed,
      notes: [],
    };
  const found = findFiles(paths.data, DATA_FILES, { oldestFirst });
  problems.push(...found.problems);
  if (found.files.length === 0 && found.problems.length === 0)
    problems.push({
      file: paths.data.map(shown).join(", "),
      message: `There is no document here: none ends in ${DATA_FILES.join(", ")}.`,
    });
  return {
    rules,
    data: found.files.map(documentAt),
    parameters,
    problems,
    broken: problems.length > unparsed,
    notes: found.ignored.map(
      (path) =>
        `${shown(path)} is left out: a document ends in ${DATA_FILES.join(", ")}.`,
    ),
  };
}

/** Rules, and what is wrong with the others. */
export interface RulesRead {
  readonly sources: RuleSource[];
  readonly problems: Problem[];
  /** How many of the problems are rules that do not parse. */
  readonly unparsed: number;
}

/** The rules of some files and directories. */
export function readRules(
  paths: readonly string[],
  oldestFirst = false,
): RulesRead {
  const found = findFiles(paths, RULE_FILES, { oldestFirst, named: "all" });
  const problems = [...found.problems];
  if (found.files.length === 0 && problems.length === 0)
    problems.push({
      file: paths.map(shown).join(", "),
      message: `There are no rules here: no file ends in ${RULE_FILES.join(" or ")}.`,
    });
  const sources: RuleSource[] = [];
  const unparsed: Problem[] = [];
  for (const { path } of found.files) {
    const read = readBytes(path);
    if ("problem" in read) problems.push(read.problem);
    else rulesOf(read.bytes, path, sources, unparsed);
  }
  problems.push(...unparsed);
  return { sources, problems, unparsed: unparsed.length };
}

function rulesOf(
  bytes: Uint8Array,
  path: string,
  sources: RuleSource[],
  problems: Problem[],
): void {
  const file = shown(path);
  const text = decodeUtf8(bytes);
  if (typeof text !== "string") {
    problems.push({ file, ...text, message: "It is not UTF-8 from here on." });
    return;
  }
  // cfn-guard knows a rule file by its name without its folder, and so do names of default rules.
  const parsed = parseRules(text, { file: basename(path) });
  if (parsed.ok) sources.push({ shown: file, rules: parsed.rules });
  else problems.push(...parsed.errors.map((error) => ({ ...error, file })));
}

/** One document, by its real path, as cfn-guard names it. */
export function documentAt({ path }: FoundFile): DataSource {
  return fromBytes(realPath(path), shown(path), () => readBytes(path));
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function fromBytes(
  name: string,
  visible: string,
  read: () => ReturnType<typeof readBytes>,
): DataSource {
  return {
    shown: visible,
    load() {
      const found = read();
      if ("problem" in found) return { ok: false, errors: [found.problem] };
      return readDocument(found.bytes, name, visible);
    },
  };
}

/** A document in which a key stands twice says two things: it is not checked. */
function readDocument(
  content: string | Uint8Array,
  name: string,
  visible: string,
): LoadedDocument {
  const loaded = loadDocument(content, { file: name });
  const errors = loaded.ok
    ? loaded.repeated && [loaded.repeated]
    : loaded.errors;
  if (!errors) return loaded;
  return {
    ok: false,
    errors: errors.map((error) => ({ ...error, file: visible })),
  };
}

/** The documents of `--input-parameters` as one; a key may stand in one of them only. */
function readParameters(
  paths: readonly string[],
  problems: Problem[],
): GuardDocument | undefined {
  if (paths.length === 0) return undefined;
  const found = findFiles(paths, DATA_FILES, { named: "all" });
  problems.push(...found.problems);
  const documents: GuardDocument[] = [];
  for (const file of found.files) {
    const loaded = documentAt(file).load();
    if (loaded.ok) documents.push(loaded.document);
    else problems.push(...loaded.errors);
  }
  const [first, ...more] = documents;
  if (!first || more.length === 0) return first;
  const members = new Map<string, GuardDocument["root"]>();
  for (const { root, file } of documents) {
    if (root.kind !== "map") {
      problems.push({
        file: shown(file ?? ""),
        message: "Several files of input parameters must all be structs.",
      });
      return undefined;
    }
    for (const [key, value] of root.value)
      if (members.has(key))
        problems.push({
          file: shown(file ?? ""),
          message: `The input parameter ${key} stands in another file, too.`,
        });
      else members.set(key, value);
  }
  return {
    file: undefined,
    text: "",
    root: {
      ...first.root,
      kind: "map",
      value: members,
    } as GuardDocument["root"],
  };
}

/** What `--payload` reads: `{"rules": ["…"], "data": ["…"]}`. */
export function readPayload(): Inputs {
  const read = readBytes(0);
  if ("problem" in read) return failed(read.problem);
  const loaded = loadDocument(read.bytes, { file: "STDIN" });
  if (!loaded.ok) return failed(...loaded.errors);
  const content = plainValue(loaded.document.root);
  const texts = (name: string): readonly string[] | undefined => {
    const list =
      typeof content === "object" && content !== null && !Array.isArray(content)
        ? (content as Readonly<Record<string, unknown>>)[name]
        : undefined;
    return Array.isArray(list) && list.every((each) => typeof each === "string")
      ? list
      : undefined;
  };
  const [rules, data] = [texts("rules"), texts("data")];
  if (!rules || !data)
    return failed({
      file: "STDIN",
      message: `A payload is {"rules": ["…"], "data": ["…"]}; ${rules ? "data" : "rules"} is not a list of texts.`,
    });
  const problems: Problem[] = [];
  const sources: RuleSource[] = [];
  rules.forEach((text, index) => {
    const name = `RULES_STDIN[${index + 1}]`;
    const parsed = parseRules(text, { file: name });
    if (parsed.ok) sources.push({ shown: name, rules: parsed.rules });
    else problems.push(...parsed.errors);
  });
  return {
    rules: sources,
    data: data.map((text, index) => {
      const name = `DATA_STDIN[${index + 1}]`;
      return { shown: name, load: () => readDocument(text, name, name) };
    }),
    parameters: undefined,
    problems,
    broken: false,
    notes: [],
  };
}

function failed(...problems: readonly Problem[]): Inputs {
  return {
    rules: [],
    data: [],
    parameters: undefined,
    problems,
    broken: true,
    notes: [],
  };
}
