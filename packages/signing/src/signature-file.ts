import { fail, pass, type Check } from "./checks.ts";
import { largestSignatureFile } from "./cms/parse.ts";
import { signatureName } from "./zip/names.ts";
import type { ZipArchive } from "./zip/open.ts";
import { asRefusal } from "./zip/refusal.ts";

/** The signature file's bytes, or only the check that failed. */
export type SignatureFile =
  | { readonly ok: true; readonly bytes: Uint8Array; readonly check: Check }
  | { readonly ok: false; readonly check: Check };

/** Reads the one signature file of a package; `openZip` has made sure that there are no variants of it. */
export async function readSignatureFile(
  archive: ZipArchive,
): Promise<SignatureFile> {
  const entry = archive.entries.find(({ name }) => name === signatureName);
  if (!entry) return { ok: false, check: unsigned };
  if (entry.kind !== "file" || entry.size > largestSignatureFile)
    return damaged(
      `${signatureName} is a ${entry.kind} of ${entry.size} bytes; a signature is a file of at most ${largestSignatureFile}.`,
    );
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of entry.stream()) chunks.push(chunk);
  } catch (error) {
    return damaged(asRefusal(error).message);
  }
  const check = pass("signature-file", `The package has ${signatureName}.`);
  return { ok: true, bytes: Buffer.concat(chunks), check };
}

/** No signature is a mismatch to Lambda, not an integrity failure. */
const unsigned = fail(
  "signature-file",
  "MISMATCH",
  `The package is not signed: it has no ${signatureName}.`,
  "Sign the package with an allowed signing profile, and deploy the signed file.",
  { file: signatureName },
);

function damaged(reason: string): SignatureFile {
  const check = fail(
    "signature-file",
    "INTEGRITY",
    reason,
    "Fetch the signed package again from where it was signed.",
    { file: signatureName },
  );
  return { ok: false, check };
}
