import { readFileSync } from "node:fs";
import { fileSource, type ZipSource } from "@gatehouse/signing";
import { UsageError } from "../command.ts";

/** A text file that the user named. @throws UsageError where it cannot be read */
export function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(reason(path, error));
  }
}

/** A package that the user named, for random access. @throws UsageError where it cannot be read */
export async function openPackage(
  path: string,
): Promise<ZipSource & AsyncDisposable> {
  try {
    return await fileSource(path);
  } catch (error) {
    throw new UsageError(reason(path, error));
  }
}

function reason(path: string, error: unknown): string {
  const code =
    error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return `There is no file ${path}.`;
  if (code === "EACCES") return `${path} may not be read.`;
  if (code === "EISDIR") return `${path} is a directory.`;
  return `${path} cannot be read: ${String(error)}`;
}
