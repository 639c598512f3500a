import { refuse } from "./refusal.ts";

/** Where AWS Signer puts its signature in a package: an underscore, not Java's hyphen. */
export const signatureName = "META_INF/aws_signer_signature_v1.0.SF";

/** The folder of the signature, which signing appends when the package has none. */
export const signatureFolder = "META_INF/";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The entry's name, when it means one place below the package's root and nothing else.
 * Names without the UTF-8 flag are read as UTF-8 too, as Info-ZIP writes them; the digest covers the raw bytes.
 */
export function decodeName(raw: Uint8Array, longest: number): string {
  if (raw.length > longest)
    refuse("invalid-name", `A name of ${raw.length} bytes is too long.`);
  let name: string;
  try {
    name = utf8.decode(raw);
  } catch {
    return refuse(
      "invalid-name",
      `The name ${JSON.stringify(Buffer.from(raw).toString("latin1"))} is not valid UTF-8.`,
    );
  }
  const fault = nameFaults.find(({ found }) => found(name));
  if (fault)
    refuse(
      "invalid-name",
      `The name ${JSON.stringify(name)} ${fault.is}.`,
      name,
    );
  refuseSignatureVariants(name);
  return name;
}

const nameFaults: readonly { is: string; found: (name: string) => boolean }[] =
  [
    { is: "is empty", found: (name) => name === "" },
    { is: "is absolute", found: (name) => name.startsWith("/") },
    { is: "contains a backslash", found: (name) => name.includes("\\") },
    { is: "starts with a drive", found: (name) => /^[a-z]:/i.test(name) },
    {
      is: "contains a control character",
      found: (name) => hasControlCharacter(name),
    },
    {
      is: "climbs out with '..'",
      found: (name) => /(?:^|\/)\.\.(?:\/|$)/.test(name),
    },
    {
      is: "contains an empty or '.' segment",
      found: (name) => /(?:^|\/)\.?\/|(?:^|\/)\.$/.test(name),
    },
  ];

/** C0, DEL, C1, and the line and direction marks that make a name look like another. */
function hasControlCharacter(name: string): boolean {
  return /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name);
}

/** A case variant would be the same folder on some file systems, and no signature to AWS's exact lookup. */
function refuseSignatureVariants(name: string): void {
  if (name === signatureName || name === signatureFolder) return;
  const folder = name.split("/", 1)[0] ?? "";
  if (folder !== "META_INF" && fold(folder) === fold("META_INF"))
    refuse(
      "meta-inf-variant",
      `${JSON.stringify(name)} is a variant spelling of META_INF.`,
      name,
    );
  if (folder === "META_INF" && fold(name).endsWith(".sf"))
    refuse(
      "several-signatures",
      `${JSON.stringify(name)} is a second signature file; only ${signatureName} is one.`,
      name,
    );
}

/** Refuses names that some file system would make one, and a file in whose path another file stands. */
export function refuseCollidingNames(names: readonly string[]): void {
  const seen = new Map<string, string>();
  for (const name of names) {
    const key = fold(withoutSlash(name));
    const earlier = seen.get(key);
    if (earlier !== undefined)
      refuse(
        "name-collision",
        earlier === name
          ? `The name ${JSON.stringify(name)} occurs twice.`
          : `${JSON.stringify(earlier)} and ${JSON.stringify(name)} are one file where case or Unicode form does not count.`,
        name,
      );
    seen.set(key, name);
  }
  refuseFilesUsedAsFolders(seen);
}

function refuseFilesUsedAsFolders(names: ReadonlyMap<string, string>): void {
  const folders = new Set<string>();
  for (const [key, name] of names) {
    let slash = key.lastIndexOf("/");
    for (; slash !== -1; slash = key.lastIndexOf("/", slash - 1)) {
      const folder = key.slice(0, slash);
      if (folders.has(folder)) break;
      folders.add(folder);
      const above = names.get(folder);
      if (above !== undefined && !above.endsWith("/"))
        refuse(
          "name-collision",
          `${JSON.stringify(above)} is a file, but ${JSON.stringify(name)} lies below it.`,
          name,
        );
    }
  }
}

function withoutSlash(name: string): string {
  return name.endsWith("/") ? name.slice(0, -1) : name;
}

/** The common form of names that collide: NFC first and last, with case folded both ways between. */
function fold(name: string): string {
  if (/^[\x20-\x7e]*$/.test(name)) return name.toLowerCase();
  return name.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
