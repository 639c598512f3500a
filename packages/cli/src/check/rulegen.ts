import { writeFileSync } from "node:fs";
import {
  loadDocument,
  parseRules,
  type GuardDocument,
  type GuardValue,
  type Problem,
} from "@gatehouse/guard";
import { UsageError, type Words } from "../command.ts";
import { readBytes, shown } from "./files.ts";
import { tellNote, tellProblem } from "./problems.ts";

/** `gatehouse check rulegen`. @returns the exit code */
export function run({ values, positionals }: Words): number {
  const { template, output } = values;
  if (typeof template !== "string" || positionals.length > 0)
    throw new UsageError("Name the template: -t FILE.");
  const read = readBytes(template);
  const file = shown(template);
  const loaded =
    "problem" in read
      ? { ok: false as const, errors: [read.problem] }
      : loadDocument(read.bytes, { file, dialect: "test" });
  if (!loaded.ok) return failed(loaded.errors);
  const generated = rulesFrom(loaded.document);
  if (!generated.ok) return failed([generated.problem]);
  generated.notes.forEach(tellNote);
  if (typeof output !== "string") {
    process.stdout.write(generated.text);
    return 0;
  }
  try {
    writeFileSync(output, generated.text);
    return 0;
  } catch (error) {
    return failed([
      {
        file: shown(output),
        message: `It cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      },
    ]);
  }
}

function failed(problems: readonly Problem[]): number {
  problems.forEach(tellProblem);
  return 1;
}

type Generated =
  | {
      readonly ok: true;
      readonly text: string;
      readonly notes: readonly string[];
    }
  | { readonly ok: false; readonly problem: Problem };

/**
 * Rules that hold a template's resources to what they are: for each type its properties, each with
 * the value, or the values, that it has. What the language cannot say is left out, with a note.
 */
export function rulesFrom({ root, file }: GuardDocument): Generated {
  const wrong = (message: string): Generated => ({
    ok: false,
    problem: { file, message },
  });
  const resources =
    root.kind === "map" ? root.value.get("Resources") : undefined;
  if (!resources) return wrong("The template lacks a Resources section.");
  if (resources.kind !== "map")
    return wrong("The template's Resources section is no struct.");
  const notes: string[] = [];
  const rules: string[] = [];
  const names = new Set<string>();
  for (const [type, properties] of propertiesByType(resources.value)) {
    const name = uniqueName(type, names);
    const clauses = Array.from(properties, ([property, texts]) => {
      const clause = `%${name}_resources.Properties.${keyText(property)} ${
        texts.size === 1
          ? `== ${[...texts][0]}`
          : `IN [${[...texts].join(", ")}]`
      }`;
      if (parseRules(`rule r {\n  ${clause}\n}\n`).ok) return [`  ${clause}`];
      notes.push(
        `${type}: the values of ${property} cannot be written in a rule.`,
      );
      return [];
    }).flat();
    if (clauses.length === 0) continue;
    rules.push(
      `let ${name}_resources = Resources.*[ Type == ${textOf(type) ?? "''"} ]`,
      `rule ${name} when %${name}_resources !empty {`,
      ...clauses,
      "}",
    );
  }
  return { ok: true, text: rules.map((line) => `${line}\n`).join(""), notes };
}

/** The values of each property of each type, as rules write them, each once. */
function propertiesByType(
  resources: ReadonlyMap<string, GuardValue>,
): Map<string, Map<string, Set<string>>> {
  const types = new Map<string, Map<string, Set<string>>>();
  for (const resource of resources.values()) {
    if (resource.kind !== "map") continue;
    const type = resource.value.get("Type");
    const properties = resource.value.get("Properties");
    if (type?.kind !== "string" || properties?.kind !== "map") continue;
    const known = types.get(type.value) ?? new Map<string, Set<string>>();
    types.set(type.value, known);
    for (const [name, value] of properties.value) {
      const texts = known.get(name) ?? new Set();
      known.set(name, texts.add(written(value)));
    }
  }
  return types;
}

/** `AWS::EC2::Volume` as `aws_ec2_volume`; another type with that name gets a number. */
function uniqueName(type: string, names: Set<string>): string {
  const wanted = type.toLowerCase().replaceAll("::", "_").replace(/\W/g, "_");
  let name = wanted;
  for (let number = 2; names.has(name); number += 1)
    name = `${wanted}_${number}`;
  names.add(name);
  return name;
}

function keyText(key: string): string {
  return /^\w+$/.test(key) ? key : (textOf(key) ?? key);
}

/** A text in the quotes that it does not hold itself. */
function textOf(text: string): string | undefined {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? undefined : `"${text}"`;
}

/** A value as rules write it. One that holds both kinds of quotes parses as nothing. */
function written(value: GuardValue): string {
  switch (value.kind) {
    case "string":
      return value.value.includes('"')
        ? (textOf(value.value) ?? '"')
        : `"${value.value}"`;
    case "list":
      return `[${value.value.map(written).join(",")}]`;
    case "map":
      return `{${Array.from(value.value, ([key, each]) => `${JSON.stringify(key)}:${written(each)}`).join(",")}}`;
    case "float":
      return Number.isInteger(value.value)
        ? value.value.toFixed(1)
        : String(value.value);
    case "bool":
    case "int":
    case "null":
      return String(value.value);
    default:
      return '"';
  }
}
