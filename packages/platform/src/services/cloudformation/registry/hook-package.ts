import { Readable } from "node:stream";
import {
  fileSource,
  openZip,
  ZipRefused,
  type ZipArchive,
  type ZipEntry,
} from "@gatehouse/signing";
import type { BlobRef, Blobs } from "../../../store/blobs.ts";
import { readHookSchema } from "./hook-schema.ts";
import type { HookVersionRow } from "./tables.ts";

/** What a package of `cfn submit` says of a version. */
export type HookPackage = Pick<
  HookVersionRow,
  | "schema"
  | "configurationSchema"
  | "code"
  | "codeFolder"
  | "runtime"
  | "entrypoint"
  | "description"
>;

/** A package, or why it is none. */
export type HookPackageReading =
  | { readonly ok: true; readonly hook: HookPackage }
  | { readonly ok: false; readonly reason: string };

/** Bytes of one of the package's descriptions. */
const LARGEST_TEXT = 1 << 20;

class Unusable extends Error {}

/**
 * Reads what `cfn submit` packs: schema.json, .rpdk-config, and the handlers' code in ResourceProvider.zip, or in src/
 * where there is none.
 */
export async function readHookPackage(
  packed: BlobRef,
  typeName: string,
  blobs: Blobs,
): Promise<HookPackageReading> {
  try {
    await using source = await fileSource(blobs.path(packed));
    const outer = await archiveIn(source, "The package");
    const schemaText = await textOf(outer, "schema.json");
    const reading = readHookSchema(schemaText, typeName);
    if (!reading.ok) return reading;
    const { runtime, entrypoint } = settingsIn(
      await textOf(outer, ".rpdk-config"),
    );
    const provider = entryOf(outer, "ResourceProvider.zip");
    const code = provider
      ? await blobs.write(Readable.from(provider.stream()))
      : packed;
    await using inner = await fileSource(blobs.path(code));
    const { entries } = provider
      ? await archiveIn(inner, "ResourceProvider.zip")
      : outer;
    const { schema } = reading;
    const configured = entryOf(outer, "configuration-schema.json");
    return {
      ok: true,
      hook: {
        schema: schemaText,
        code,
        codeFolder: folderOf(entrypoint, entries),
        runtime,
        entrypoint,
        ...(configured ? { configurationSchema: await read(configured) } : {}),
        ...(schema.description === undefined
          ? {}
          : { description: schema.description }),
      },
    };
  } catch (error) {
    if (error instanceof Unusable) return { ok: false, reason: error.message };
    if (error instanceof ZipRefused)
      return { ok: false, reason: "The package cannot be unzipped." };
    throw error;
  }
}

async function archiveIn(
  source: Parameters<typeof openZip>[0],
  name: string,
): Promise<ZipArchive> {
  const reading = await openZip(source);
  if (!reading.ok)
    throw new Unusable(`${name} is not a usable zip archive: ${reading.code}.`);
  return reading.archive;
}

const entryOf = ({ entries }: ZipArchive, name: string) =>
  entries.find((entry) => entry.kind === "file" && entry.name === name);

async function textOf(archive: ZipArchive, name: string): Promise<string> {
  const entry = entryOf(archive, name);
  if (!entry) throw new Unusable(`The package has no ${name}.`);
  return read(entry);
}

async function read(entry: ZipEntry): Promise<string> {
  if (entry.size > LARGEST_TEXT)
    throw new Unusable(`${entry.name} is larger than ${LARGEST_TEXT} bytes.`);
  const pieces: Uint8Array[] = [];
  for await (const piece of entry.stream()) pieces.push(piece);
  return Buffer.concat(pieces).toString("utf8");
}

function settingsIn(text: string): { runtime: string; entrypoint: string } {
  let settings: unknown;
  try {
    settings = JSON.parse(text);
  } catch {
    throw new Unusable(".rpdk-config is not valid JSON.");
  }
  const { runtime, entrypoint } = (settings ?? {}) as Record<string, unknown>;
  if (typeof runtime !== "string" || typeof entrypoint !== "string")
    throw new Unusable(".rpdk-config names no runtime and entrypoint.");
  return { runtime, entrypoint };
}

/** Where the module of an entry point lies: `pkg.handlers.hook` in pkg/handlers.py, `dist/handlers.hook` in dist/handlers.js. */
function folderOf(
  entrypoint: string,
  entries: readonly ZipEntry[],
): HookVersionRow["codeFolder"] {
  const module = entrypoint.replace(/\.[^./]*$/, "").replaceAll(".", "/");
  for (const folder of ["", "src"] as const) {
    const start = folder === "" ? module : `${folder}/${module}`;
    const found = entries.some(
      ({ name }) =>
        name.startsWith(`${start}.`) || name.startsWith(`${start}/`),
    );
    if (found) return folder;
  }
  throw new Unusable(
    `The package has no code for its entrypoint ${entrypoint}.`,
  );
}
