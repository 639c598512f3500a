import { loadDocument, plainValue } from "@gatehouse/guard";
import { UsageError } from "../command.ts";
import { readBytes, shown } from "./files.ts";

/**
 * Template parameters as people give them: `Name=value`, several in one word as the AWS CLI has
 * them, or a file in one of its shapes: `{"Name": "value"}`, `{"Parameters": {…}}` or
 * `[{"ParameterKey": …, "ParameterValue": …}]`. @throws UsageError
 */
export function readParameters(
  words: readonly string[],
): Readonly<Record<string, string>> {
  return Object.assign(
    {},
    ...words.map((word) => {
      const at = word.indexOf("=");
      return at > 0
        ? { [word.slice(0, at)]: word.slice(at + 1) }
        : fromFile(word);
    }),
  ) as Record<string, string>;
}

function fromFile(path: string): Record<string, string> {
  const read = readBytes(path);
  if ("problem" in read)
    throw new UsageError(
      `--parameters takes NAME=VALUE or a file; ${path}: ${read.problem.message}`,
    );
  const loaded = loadDocument(read.bytes, { file: shown(path) });
  if (!loaded.ok) {
    const [error] = loaded.errors;
    throw new UsageError(
      `${shown(path)}:${error?.line ?? 1}:${error?.column ?? 1}: ${error?.message ?? ""}`,
    );
  }
  const content = plainValue(loaded.document.root) as unknown;
  if (Array.isArray(content))
    return Object.fromEntries(content.map((each) => pair(each, path)));
  const inner = structOf(content)?.["Parameters"] ?? content;
  const struct = structOf(inner);
  if (!struct) throw new UsageError(`${shown(path)} holds no parameters.`);
  return Object.fromEntries(
    Object.entries(struct).map(([name, value]) => [name, text(value, name)]),
  );
}

function pair(entry: unknown, path: string): [string, string] {
  const { ParameterKey: name, ParameterValue: value } = structOf(entry) ?? {};
  if (typeof name !== "string")
    throw new UsageError(`An entry of ${shown(path)} has no ParameterKey.`);
  return [name, text(value, name)];
}

function text(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  if (["number", "boolean", "bigint"].includes(typeof value))
    return String(value);
  if (Array.isArray(value))
    return value.map((each) => text(each, name)).join(",");
  throw new UsageError(`The value of the parameter ${name} is no text.`);
}

function structOf(
  value: unknown,
): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}
