import { readFile } from "node:fs/promises";
import type { ResourceSchema } from "./resource-type.ts";

/**
 * The schemas in a `schemas.generated.json`, read once when the first is asked for.
 * @param file beside the resource types, by `new URL("./schemas.generated.json", import.meta.url)`
 */
export function schemasIn(
  file: URL,
): (typeName: string) => () => Promise<ResourceSchema> {
  let reading: Promise<Readonly<Record<string, ResourceSchema>>> | undefined;
  const read = async () =>
    JSON.parse(await readFile(file, "utf8")) as Record<string, ResourceSchema>;
  return (typeName) => async () => {
    const schema = (await (reading ??= read()))[typeName];
    if (!schema) throw new Error(`${file.pathname} has no ${typeName}.`);
    return schema;
  };
}
