import type { webcrypto } from "node:crypto";

/** A public key as issuers publish it (RFC 7517), with the name by which tokens refer to it. */
export type JsonWebKey = webcrypto.JsonWebKey & { readonly kid?: string };
