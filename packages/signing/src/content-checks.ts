import { createHash } from "node:crypto";
import { sameBytes } from "./asn1/read.ts";
import { fail, pass, skip, type Check } from "./checks.ts";
import type { SignedAttributes } from "./cms/attributes.ts";
import { digestPackage, type PackageDigest } from "./digest.ts";
import {
  compareFiles,
  unpackFileList,
  type FileDifference,
} from "./file-list.ts";
import type { ZipArchive } from "./zip/open.ts";
import type { ZipRefusal } from "./zip/refusal.ts";

/** The checks of the contents, and the package's digest when it could be computed. */
export type ContentChecks = {
  readonly checks: readonly Check[];
  readonly digest?: Uint8Array;
};

type Expectation = {
  readonly attributes: SignedAttributes;
  /** Whether the attributes are really the signer's, so that their file list may be believed. */
  readonly authentic: boolean;
  readonly requireFraming: boolean;
};

/** Compares the package with what was signed. Only when it differs are the files hashed one by one to name them. */
export async function checkContents(
  archive: ZipArchive,
  expectation: Expectation,
): Promise<ContentChecks> {
  const digest = await digestPackage(archive);
  if (!digest.ok) return { checks: [unreadable(digest)] };
  const { attributes } = expectation;
  const actual = createHash("sha384").update(digest.content).digest();
  const same = sameBytes(actual, attributes.messageDigest);
  const framing = framingCheck(expectation, digest);
  if (same && framing.outcome !== "fail")
    return {
      checks: [
        pass(
          "digest",
          "The contents are those that were signed.",
          compared(attributes.messageDigest, actual),
        ),
        framing,
      ],
      digest: digest.content,
    };
  const differences = await differencesOf(archive, expectation);
  const first = same
    ? pass(
        "digest",
        "AWS's digest is the signed one.",
        compared(attributes.messageDigest, actual),
      )
    : digestFailure(differences, attributes.messageDigest, actual);
  return { checks: [first, framing], digest: digest.content };
}

function framingCheck(
  { attributes, requireFraming }: Expectation,
  digest: PackageDigest,
): Check {
  const expected = attributes.framing;
  if (!expected)
    return requireFraming
      ? fail(
          "framing",
          "INTEGRITY",
          "The signature lacks the framing digest that signers below this root always give.",
          "Sign the package again; a signature without it cannot tell where one file ends and the next begins.",
        )
      : skip(
          "framing",
          "The signature has no framing digest; AWS's own have none.",
        );
  const details = compared(expected, digest.framing);
  return sameBytes(expected, digest.framing)
    ? pass("framing", "Names, kinds and sizes are those signed.", details)
    : fail(
        "framing",
        "INTEGRITY",
        "A name, kind, size or the order of the files is not the signed one.",
        "Deploy the package exactly as it was signed, or sign it again after a change.",
        details,
      );
}

async function differencesOf(
  archive: ZipArchive,
  { attributes, authentic }: Expectation,
): Promise<readonly FileDifference[]> {
  const signed =
    authentic && attributes.fileList && unpackFileList(attributes.fileList);
  if (!signed) return [];
  const actual = await digestPackage(archive, { perFile: true });
  return actual.ok ? compareFiles(signed, actual.files) : [];
}

const shownFiles = 10;

function digestFailure(
  differences: readonly FileDifference[],
  expected: Uint8Array,
  actual: Uint8Array,
): Check {
  const remedy =
    "Deploy the package exactly as it was signed, or sign it again after a change.";
  const [first] = differences;
  if (!first)
    return fail(
      "digest",
      "INTEGRITY",
      "The contents are not those that were signed.",
      remedy,
      compared(expected, actual),
    );
  const shown = differences
    .slice(0, shownFiles)
    .map(({ file, change }) => `${file} was ${change}`);
  const more = differences.length - shown.length;
  return fail(
    "digest",
    "INTEGRITY",
    `Since it was signed, ${shown.join(", ")}${more > 0 ? `, and ${more} more files differ` : ""}.`,
    remedy,
    {
      file: first.file,
      ...(first.expected ? { expected: first.expected } : {}),
      ...(first.actual ? { actual: first.actual } : {}),
    },
  );
}

function unreadable({ message, entry }: ZipRefusal): Check {
  return fail(
    "digest",
    "INTEGRITY",
    message,
    "Fetch the signed package again from where it was signed.",
    entry === undefined ? {} : { file: entry },
  );
}

function compared(expected: Uint8Array, actual: Uint8Array) {
  return {
    expected: Buffer.from(expected).toString("hex"),
    actual: Buffer.from(actual).toString("hex"),
  };
}
