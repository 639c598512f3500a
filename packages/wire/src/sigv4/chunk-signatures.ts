import { hash } from "node:crypto";
import { WireFault } from "../fault.ts";
import { hmacOf } from "./hmac.ts";
import { sameSignature, type ChunkSeed } from "./verify.ts";

const emptyHash = hash("sha256", "");

/** Checks the signatures of aws-chunked chunks, each of which builds upon the one before. */
export class ChunkSignatures {
  readonly #seed: ChunkSeed;
  #previous: string;

  constructor(seed: ChunkSeed) {
    this.#seed = seed;
    this.#previous = seed.signature;
  }

  /** Throws SignatureDoesNotMatch unless the chunk's data bears this signature. */
  chunk(data: Uint8Array, signature: string): void {
    this.#check(
      "AWS4-HMAC-SHA256-PAYLOAD",
      `${emptyHash}\n${hash("sha256", data)}`,
      signature,
    );
  }

  /** The same for the trailers, given as `name:value\n` lines. */
  trailers(lines: string, signature: string): void {
    this.#check("AWS4-HMAC-SHA256-TRAILER", hash("sha256", lines), signature);
  }

  #check(algorithm: string, hashes: string, signature: string): void {
    const { key, amzDate, scope } = this.#seed;
    const text = [algorithm, amzDate, scope, this.#previous, hashes].join("\n");
    if (!sameSignature(hmacOf(key, text), signature))
      throw new WireFault(
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
        403,
      );
    this.#previous = signature;
  }
}
