import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { bytesFromBase64 } from "../codecs/scalar-text.ts";
import { WireFault } from "../fault.ts";
import type { RequestHead } from "../request.ts";
import { crc32c, crc64nvme, type Halves } from "./crc.ts";

/** A checksum that grows with the body. */
export interface RunningChecksum {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}

/** Begins a checksum, by S3's name of it in lower case. */
export const checksumAlgorithms = {
  crc32: () => running32((bytes, crc) => crc32(bytes, crc)),
  crc32c: () => running32(crc32c),
  crc64nvme: running64,
  sha1: () => createHash("sha1"),
  sha256: () => createHash("sha256"),
  sha512: () => createHash("sha512"),
  md5: () => createHash("md5"),
} satisfies Readonly<Record<string, () => RunningChecksum>>;

const prefix = "x-amz-checksum-";
/** Headers of that prefix that hold no checksum. */
const settings = new Set(["algorithm", "type", "mode"]);

/** Holds a body to the checksums that its headers give and its trailers announce; S3's codes and texts. */
export class Checksums {
  readonly #running = new Map<string, RunningChecksum>();
  readonly #expected = new Map<string, Uint8Array>();
  readonly #md5: Uint8Array | undefined;
  readonly #md5Running: RunningChecksum | undefined;

  /** `announced` are the names in `x-amz-trailer`. Throws WireFault for a checksum that cannot be one. */
  constructor(head: RequestHead, announced: readonly string[]) {
    const given = Object.keys(head.headers).filter(isChecksum);
    const trailing = announced.filter(isChecksum);
    if (given.length + trailing.length > 1)
      throw invalid(
        "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
      );
    if (
      head.headers["x-amz-sdk-checksum-algorithm"] &&
      given.length + trailing.length === 0
    )
      throw invalid(
        "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
      );
    for (const name of [...given, ...trailing])
      this.#running.set(name, runningOf(name));
    for (const name of given) this.expect(name, head.headers[name]!);
    const md5 = head.headers["content-md5"];
    if (md5 === undefined) return;
    this.#md5 = bytesFromBase64(md5);
    if (this.#md5?.length !== 16)
      throw new WireFault(
        "InvalidDigest",
        "The Content-MD5 you specified was invalid.",
      );
    this.#md5Running = createHash("md5");
  }

  /** Sets the value that a header or trailer gives. */
  expect(name: string, value: string): void {
    const bytes = bytesFromBase64(value.trim());
    if (!bytes || bytes.length === 0)
      throw invalid(`Value for ${name} header is invalid.`);
    this.#expected.set(name, bytes);
  }

  update(bytes: Uint8Array): void {
    for (const running of this.#running.values()) running.update(bytes);
    this.#md5Running?.update(bytes);
  }

  /** Throws BadDigest unless every checksum is what was promised. */
  finish(): void {
    for (const [name, running] of this.#running) {
      const expected = this.#expected.get(name);
      if (!expected || !same(running.digest(), expected))
        throw new WireFault(
          "BadDigest",
          `The ${name.slice(prefix.length).toUpperCase()} you specified did not match the calculated checksum.`,
        );
    }
    if (this.#md5 && !same(this.#md5Running!.digest(), this.#md5))
      throw new WireFault(
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
      );
  }
}

function isChecksum(name: string): boolean {
  return name.startsWith(prefix) && !settings.has(name.slice(prefix.length));
}

function runningOf(name: string): RunningChecksum {
  const algorithm = name.slice(prefix.length);
  const start = Object.hasOwn(checksumAlgorithms, algorithm)
    ? checksumAlgorithms[algorithm as keyof typeof checksumAlgorithms]
    : undefined;
  if (!start)
    throw invalid(
      "The algorithm type you specified in x-amz-checksum- header is invalid.",
    );
  return start();
}

function running32(
  step: (bytes: Uint8Array, crc: number) => number,
): RunningChecksum {
  let crc = 0;
  return {
    update: (bytes) => {
      crc = step(bytes, crc);
    },
    digest: () => {
      const digest = Buffer.alloc(4);
      digest.writeUInt32BE(crc);
      return digest;
    },
  };
}

function running64(): RunningChecksum {
  let crc: Halves = { high: 0, low: 0 };
  return {
    update: (bytes) => {
      crc = crc64nvme(bytes, crc);
    },
    digest: () => {
      const digest = Buffer.alloc(8);
      digest.writeUInt32BE(crc.high, 0);
      digest.writeUInt32BE(crc.low, 4);
      return digest;
    },
  };
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

function invalid(message: string): WireFault {
  return new WireFault("InvalidRequest", message);
}
