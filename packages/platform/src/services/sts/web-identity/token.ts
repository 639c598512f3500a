import { createPublicKey, verify, type KeyObject } from "node:crypto";
import type { JsonWebKey } from "../../../core/identity/json-web-key.ts";

/** A token that was taken apart, not yet checked. */
export interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What the signature covers. */
  readonly signed: Buffer;
  readonly signature: Buffer;
}

/** Why a token does not identify anyone. */
export type TokenProblem =
  | "not-a-jwt"
  | "unknown-algorithm"
  | "no-key"
  | "wrong-signature"
  | "missing-claim"
  | "wrong-audience"
  | "expired"
  | "not-yet-valid";

/** Takes a JSON Web Token (RFC 7519) apart; undefined where the text is none. */
export function readToken(text: string): Token | undefined {
  const parts = text.split(".");
  const [header, claims, signature] = parts;
  if (parts.length !== 3 || !header || !claims || !signature) return undefined;
  const read = { header: jsonOf(header), claims: jsonOf(claims) };
  return read.header && read.claims
    ? {
        header: read.header,
        claims: read.claims,
        signed: Buffer.from(`${header}.${claims}`),
        signature: Buffer.from(signature, "base64url"),
      }
    : undefined;
}

/** Whether one of the issuer's keys made the signature (RS256 to RS512, ES256 to ES512; never a shared secret). */
export function signatureProblem(
  { header, signed, signature }: Token,
  keys: readonly JsonWebKey[],
): TokenProblem | undefined {
  const algorithm =
    typeof header["alg"] === "string" &&
    Object.hasOwn(ALGORITHMS, header["alg"])
      ? ALGORITHMS[header["alg"]]
      : undefined;
  if (!algorithm) return "unknown-algorithm";
  const { digest, type, curve } = algorithm;
  const fitting = keysFor(header["kid"], keys).flatMap((jwk) => {
    if (jwk.kty !== type || (curve !== undefined && jwk.crv !== curve))
      return [];
    const key = publicKey(jwk);
    return key ? [key] : [];
  });
  if (fitting.length === 0) return "no-key";
  return fitting.some((key) =>
    verify(digest, signed, { key, dsaEncoding: "ieee-p1363" }, signature),
  )
    ? undefined
    : "wrong-signature";
}

/** Whether the claims hold now, for one of the audiences. `now` in milliseconds since the epoch. */
export function claimsProblem(
  { claims }: Token,
  audiences: readonly string[],
  now: number,
): TokenProblem | undefined {
  const { sub, exp, iat, nbf } = claims;
  const numbers = [exp, iat].every((time) => typeof time === "number");
  if (typeof sub !== "string" || sub === "" || !numbers) return "missing-claim";
  if (!audiencesOf(claims).some((aud) => audiences.includes(aud)))
    return "wrong-audience";
  if (now >= (exp as number) * 1000) return "expired";
  if (typeof nbf === "number" && now + SKEW < nbf * 1000)
    return "not-yet-valid";
  return undefined;
}

/** Clocks may differ by this much: AWS allows for five minutes. */
const SKEW = 300_000;

/** Whom a token is for: the authorized party where it names one, else its audience. */
export function audiencesOf({
  aud,
  azp,
}: Readonly<Record<string, unknown>>): readonly string[] {
  if (typeof azp === "string") return [azp];
  return (Array.isArray(aud) ? aud : [aud]).filter(
    (one): one is string => typeof one === "string",
  );
}

interface Algorithm {
  readonly digest: string;
  readonly type: "RSA" | "EC";
  readonly curve?: string;
}

const ALGORITHMS: Readonly<Record<string, Algorithm>> = {
  RS256: { digest: "sha256", type: "RSA" },
  RS384: { digest: "sha384", type: "RSA" },
  RS512: { digest: "sha512", type: "RSA" },
  ES256: { digest: "sha256", type: "EC", curve: "P-256" },
  ES384: { digest: "sha384", type: "EC", curve: "P-384" },
  ES512: { digest: "sha512", type: "EC", curve: "P-521" },
};

/** A token that names its key is held to that one. */
function keysFor(
  kid: unknown,
  keys: readonly JsonWebKey[],
): readonly JsonWebKey[] {
  return kid === undefined ? keys : keys.filter((key) => key.kid === kid);
}

function publicKey(jwk: JsonWebKey): KeyObject | undefined {
  try {
    return createPublicKey({ key: jwk, format: "jwk" });
  } catch {
    return undefined;
  }
}

function jsonOf(part: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(
      Buffer.from(part, "base64url").toString("utf8"),
    );
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
