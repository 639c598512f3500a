/**
 * Why an archive was refused: a closed list, so that a caller can act on the code and print the message.
 * Every code stands for a way in which two zip readers could see two different packages, or for a limit.
 */
export type ZipCode =
  | "truncated"
  | "not-a-zip"
  | "several-end-records"
  | "zip64-contradiction"
  | "prepended-bytes"
  | "trailing-bytes"
  | "gap"
  | "overlap"
  | "order"
  | "malformed-record"
  | "header-mismatch"
  | "data-descriptor-mismatch"
  | "encrypted"
  | "unsupported-method"
  | "unsupported-feature"
  | "invalid-name"
  | "name-collision"
  | "meta-inf-variant"
  | "several-signatures"
  | "unsupported-file-type"
  | "escaping-symlink"
  | "too-many-entries"
  | "too-large"
  | "ratio-exceeded"
  | "corrupt-data"
  | "checksum-mismatch";

/** A refused archive as a value: the code, a sentence for a person, and the entry concerned when there is one. */
export type ZipRefusal = {
  readonly ok: false;
  readonly code: ZipCode;
  readonly message: string;
  readonly entry?: string;
};

/**
 * Carries a refusal out of a stream that is already being read, where no result can be returned.
 * `openZip` and `digestPackage` turn it back into a `ZipRefusal`.
 */
export class ZipRefused extends Error {
  readonly code: ZipCode;
  readonly entry: string | undefined;

  constructor(code: ZipCode, message: string, entry?: string) {
    super(message);
    this.name = "ZipRefused";
    this.code = code;
    this.entry = entry;
  }
}

/** Stops reading with a typed reason. */
export function refuse(code: ZipCode, message: string, entry?: string): never {
  throw new ZipRefused(code, message, entry);
}

/** The result for a caught error, or the error again when it is not a refusal (a disk failure is no verdict). */
export function asRefusal(error: unknown): ZipRefusal {
  if (!(error instanceof ZipRefused)) throw error;
  const { code, message, entry } = error;
  return entry === undefined
    ? { ok: false, code, message }
    : { ok: false, code, message, entry };
}
