import { createSignature } from "./cms/create.ts";
import { digestPackage } from "./digest.ts";
import { packFileList } from "./file-list.ts";
import type { SigningIdentity } from "./identity.ts";
import { lambdaLimits, type ZipLimits } from "./zip/limits.ts";
import { signatureFolder, signatureName } from "./zip/names.ts";
import { openZip, type ZipArchive } from "./zip/open.ts";
import { endOfArchive } from "./zip/records.ts";
import type { ZipCode } from "./zip/refusal.ts";
import type { ZipSource } from "./zip/source.ts";
import { packEntry } from "./zip/write.ts";

/** Who signs, and what the signature states. Times are signed to the millisecond. */
export type SigningRequest = {
  readonly identity: SigningIdentity;
  readonly jobArn: string;
  readonly profileVersionArn: string;
  readonly signingTime: Date;
  readonly expiresAt: Date;
  readonly limits?: ZipLimits;
};

/** A signed package to be written, or why there is none; AWS fails a job for the same three reasons. */
export type SignedPackage =
  | {
      readonly ok: true;
      /** The signed archive's bytes, from the source once more; may be called again. */
      write(): AsyncIterable<Uint8Array>;
      /** Of the signed archive, in bytes. */
      readonly size: number;
      /** The signature file as it stands in the archive. */
      readonly signatureFile: Uint8Array;
      /** The digest that was signed: AWS Signer's, SHA-384. */
      readonly digest: Uint8Array;
    }
  | SigningRefusal;

/** Why a package cannot be signed; a malformed zip also says what `openZip` found. */
export type SigningRefusal = {
  readonly ok: false;
  readonly code: "empty" | "already-signed" | "malformed";
  readonly message: string;
  readonly zip?: ZipCode;
  readonly entry?: string;
};

/**
 * Signs a package as AWS Signer does: a `META_INF/` folder and the signature file are appended to the archive,
 * whose other entries stay as they are, byte for byte. The source must not change until `write()` is done.
 */
export async function signPackage(
  source: ZipSource,
  request: SigningRequest,
): Promise<SignedPackage> {
  const limits = request.limits ?? lambdaLimits;
  const reading = await openZip(source, limits);
  if (!reading.ok) return malformed(reading);
  const { archive } = reading;
  const unsignable = refusalOf(archive, limits);
  if (unsignable) return unsignable;

  const appended = archive.entries.some(({ name }) => name === signatureFolder)
    ? []
    : [signatureFolder];
  const digest = await digestPackage(archive, { perFile: true, appended });
  if (!digest.ok) return malformed(digest);

  const { identity, limits: _, ...stated } = request;
  const fileList = packFileList(digest.files);
  const signatureFile = await createSignature(identity, {
    ...stated,
    content: digest.content,
    framing: digest.framing,
    ...(fileList ? { fileList } : {}),
  });
  const ending = await signedEnding(
    archive,
    appended,
    signatureFile,
    request.signingTime,
  );
  return {
    ok: true,
    write: () => copyThen(archive, ending),
    size: archive.end.directoryOffset + ending.length,
    signatureFile,
    digest: digest.content,
  };
}

function malformed(zip: {
  readonly code: ZipCode;
  readonly message: string;
  readonly entry?: string;
}): SigningRefusal {
  const { code, message, entry } = zip;
  return {
    ok: false,
    code: "malformed",
    message,
    zip: code,
    ...(entry === undefined ? {} : { entry }),
  };
}

function refusalOf(
  archive: ZipArchive,
  limits: ZipLimits,
): SigningRefusal | undefined {
  const { entries } = archive;
  if (entries.length === 0)
    return {
      ok: false,
      code: "empty",
      message: "The archive has no entries.",
    };
  if (entries.some(({ name }) => name === signatureName))
    return {
      ok: false,
      code: "already-signed",
      message: `The archive already has a signature at ${signatureName}.`,
      entry: signatureName,
    };
  if (entries.length + 2 > limits.entries)
    return {
      ok: false,
      code: "malformed",
      zip: "too-many-entries",
      message: `With its signature the archive would have more than ${limits.entries} entries.`,
    };
  return undefined;
}

/** Everything after the original entries: the new ones, the directory and the end records. */
async function signedEnding(
  archive: ZipArchive,
  folders: readonly string[],
  signatureFile: Uint8Array,
  modified: Date,
): Promise<Uint8Array> {
  const { end, source } = archive;
  const additions = [
    ...folders.map((name) => ({ name, body: "", modified })),
    { name: signatureName, body: signatureFile, method: 0 as const, modified },
  ];
  const local: Uint8Array[] = [];
  const records = [await source.read(end.directoryOffset, end.directorySize)];
  let offset = end.directoryOffset;
  for (const addition of additions) {
    const { header, data, record } = packEntry(addition, offset);
    local.push(header, data);
    records.push(record);
    offset += header.length + data.length;
  }
  const directory = Buffer.concat(records);
  const closing = endOfArchive({
    entryCount: archive.entries.length + additions.length,
    directoryOffset: offset,
    directorySize: directory.length,
    zip64: end.zip64,
    comment: end.comment,
  });
  return Buffer.concat([...local, directory, closing]);
}

const copySize = 1024 * 1024;

async function* copyThen(
  { source, end }: ZipArchive,
  ending: Uint8Array,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < end.directoryOffset; at += copySize)
    yield await source.read(at, Math.min(copySize, end.directoryOffset - at));
  yield ending;
}
