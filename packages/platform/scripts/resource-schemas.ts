/**
 * Writes the CloudFormation schemas of a service's resource types beside them, as one JSON file by type name. The source
 * is a folder of registry schemas, one JSON file a type (what `aws cloudformation describe-type` answers as Schema).
 *
 *   node packages/platform/scripts/resource-schemas.ts <folder of schemas> sns AWS::SNS::Topic AWS::SNS::Subscription …
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Members that nothing here reads. */
const LEFT_OUT = new Set(["description", "sourceUrl", "$comment", "examples"]);

const [folder, service, ...typeNames] = process.argv.slice(2);
if (folder === undefined || service === undefined || typeNames.length === 0)
  throw new Error(
    "Usage: resource-schemas.ts <folder of schemas> <service> <type> …",
  );
const schemas = new Map<string, unknown>();
for (const file of readdirSync(folder).filter((name) =>
  name.endsWith(".json"),
)) {
  const schema = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
    typeName?: string;
  };
  if (schema.typeName !== undefined && typeNames.includes(schema.typeName))
    schemas.set(schema.typeName, schema);
}
const missing = typeNames.filter((name) => !schemas.has(name));
if (missing.length > 0) throw new Error(`No schema of ${missing.join(", ")}.`);
const written = Object.fromEntries(
  [...schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
writeFileSync(
  new URL(
    `../src/services/${service}/resources/schemas.generated.json`,
    import.meta.url,
  ),
  `${JSON.stringify(written, (key, value: unknown) => (LEFT_OUT.has(key) && typeof value === "string" ? undefined : value), 1)}\n`,
);
