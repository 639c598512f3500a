import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import {
  fileSource,
  lambdaLimits,
  openZip,
  type ZipArchive,
  type ZipReading,
  type ZipRefusal,
} from "@gatehouse/signing";
import { fault, type Fault } from "../../../core/errors.ts";

/** Opens the archive in a file for as long as `use` takes. */
export async function withArchive<Result>(
  file: string,
  use: (reading: ZipReading) => Promise<Result>,
): Promise<Result> {
  await using source = await fileSource(file);
  return await use(await openZip(source));
}

/** The archive, or AWS's refusal of it. */
export function opened(reading: ZipReading): ZipArchive {
  if (!reading.ok) throw unusable(reading);
  if (!reading.archive.entries.some(({ kind }) => kind === "file"))
    throw fault(
      InvalidParameterValueException,
      "Uploaded file must be a non-empty zip",
    );
  return reading.archive;
}

/** Two readers could see such an archive differently, or it is none, or too large. */
export function unusable({ code }: Pick<ZipRefusal, "code">): Fault {
  return fault(
    InvalidParameterValueException,
    code === "too-large" || code === "ratio-exceeded"
      ? `Unzipped size must be smaller than ${lambdaLimits.unzipped} bytes`
      : "Could not unzip uploaded file. Please check your file, then try to upload again.",
  );
}

/** The refusal that says that a file is no archive at all, rather than a deceptive one. */
export function isNoArchive(reading: ZipReading): boolean {
  return !reading.ok && PLAINLY_UNUSABLE.has(reading.code);
}

const PLAINLY_UNUSABLE: ReadonlySet<string> = new Set([
  "not-a-zip",
  "truncated",
  "too-large",
  "too-many-entries",
  "ratio-exceeded",
]);
