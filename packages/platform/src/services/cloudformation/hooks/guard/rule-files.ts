import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { bufferSource, openZip, ZipRefused } from "@gatehouse/signing";
import { HookTrouble } from "../stored-object.ts";

/** A file of Guard rules. */
export interface RuleText {
  readonly name: string;
  readonly text: string;
}

/** Bytes of all rules of a hook together, unpacked. */
export const LARGEST_RULES = 4 << 20;

/** The rule files in what a `ruleLocation` names: one `.guard` file, or all in an archive. @throws HookTrouble */
export async function ruleFiles(
  uri: string,
  content: Buffer,
): Promise<readonly RuleText[]> {
  const name = uri.split("/").at(-1) ?? uri;
  const files = /\.zip$/i.test(name)
    ? await zipped(content)
    : /\.(tar\.gz|tgz)$/i.test(name)
      ? await tarred(content)
      : [{ name, text: content.toString("utf8") }];
  const rules = files.filter((file) => /\.(guard|ruleset)$/i.test(file.name));
  if (rules.length === 0) throw new HookTrouble(`${uri} holds no .guard file`);
  return rules.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

async function zipped(content: Buffer): Promise<RuleText[]> {
  const unusable = () => new HookTrouble("The rules cannot be unzipped");
  const reading = await openZip(bufferSource(content));
  if (!reading.ok || reading.archive.unzippedSize > LARGEST_RULES)
    throw unusable();
  const files: RuleText[] = [];
  try {
    for (const entry of reading.archive.entries) {
      if (entry.kind !== "file") continue;
      const pieces: Uint8Array[] = [];
      for await (const piece of entry.stream()) pieces.push(piece);
      const text = Buffer.concat(pieces).toString("utf8");
      files.push({ name: entry.name, text });
    }
  } catch (error) {
    if (error instanceof ZipRefused) throw unusable();
    throw error;
  }
  return files;
}

const BLOCK = 512;

/** The regular files of a tar archive: a header of 512 bytes before each, its size in octal digits at 124. */
async function tarred(content: Buffer): Promise<RuleText[]> {
  const unusable = () => new HookTrouble("The rules cannot be unpacked");
  const tar = await promisify(gunzip)(content, {
    maxOutputLength: LARGEST_RULES,
  }).catch(() => {
    throw unusable();
  });
  const files: RuleText[] = [];
  for (let at = 0; at + BLOCK <= tar.length && tar[at] !== 0;) {
    const header = tar.subarray(at, at + BLOCK);
    const size = Number.parseInt(textIn(header, 124, 12).trim() || "0", 8);
    const start = at + BLOCK;
    if (!Number.isSafeInteger(size) || size < 0 || start + size > tar.length)
      throw unusable();
    const kind = textIn(header, 156, 1);
    if (kind === "0" || kind === "")
      files.push({
        name: [textIn(header, 345, 155), textIn(header, 0, 100)]
          .filter((part) => part !== "")
          .join("/"),
        text: tar.toString("utf8", start, start + size),
      });
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return files;
}

const textIn = (header: Buffer, at: number, length: number): string =>
  header.toString("latin1", at, at + length).split("\0")[0] ?? "";
