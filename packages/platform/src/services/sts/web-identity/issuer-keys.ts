import type { JsonWebKey } from "../../../core/identity/json-web-key.ts";
import type { PlatformFacts } from "../../../core/context.ts";
import type { OidcProvider } from "../../../core/identity/tables.ts";
import { fetchJson } from "./fetch-json.ts";

/** The keys of an issuer, or why there are none. */
export type IssuerKeys =
  | { readonly ok: true; readonly keys: readonly JsonWebKey[] }
  | { readonly ok: false; readonly problem: "unreachable" | "no-key" };

/** How long keys are kept: issuers change theirs rarely, and announce new ones beforehand. */
const KEPT_FOR = 10 * 60_000;
/** A key that the kept ones lack is looked for, but not more often than this. */
const LOOKED_EVERY = 10_000;
const ISSUERS_AT_MOST = 256;

interface Kept {
  readonly keys: readonly JsonWebKey[];
  /** By the real clock, which is what an issuer goes by. */
  readonly at: number;
  /** When a token last named a key that was not among them. */
  readonly lookedAt?: number;
}

/** One memory a platform: tests run several at once. */
const memories = new WeakMap<PlatformFacts, Map<string, Kept>>();

/**
 * The keys by which an issuer signs: those of the key file, else what its discovery document leads to. An issuer whose
 * kept keys do not have the one that a token names is asked again.
 */
export async function issuerKeys(
  { issuer, scheme, thumbprints }: OidcProvider,
  kid: unknown,
  facts: PlatformFacts,
): Promise<IssuerKeys> {
  const url = `${scheme}://${issuer}`;
  const given = facts.oidcKeys.get(url);
  if (given) return { ok: true, keys: given };

  const memory = memories.get(facts) ?? new Map<string, Kept>();
  memories.set(facts, memory);
  const now = performance.now();
  const kept = memory.get(url);
  const lacks = kept !== undefined && !has(kept, kid);
  if (kept && isFresh(kept, lacks, now)) return { ok: true, keys: kept.keys };

  const asked = await discovered(url, thumbprints);
  if (!asked.ok) return asked;
  if (memory.size >= ISSUERS_AT_MOST) memory.clear();
  memory.set(url, {
    keys: asked.keys,
    at: now,
    ...(lacks ? { lookedAt: now } : {}),
  });
  return asked;
}

const isFresh = (
  { at, lookedAt = -Infinity }: Kept,
  lacks: boolean,
  now: number,
): boolean => now - at < KEPT_FOR && !(lacks && now - lookedAt > LOOKED_EVERY);

const has = ({ keys }: Kept, kid: unknown): boolean =>
  kid === undefined || keys.some((key) => key.kid === kid);

/** OpenID Connect Discovery 1.0, section 4: the document must be of the issuer that it was asked of. */
async function discovered(
  url: string,
  thumbprints: readonly string[],
): Promise<IssuerKeys> {
  const document = await fetchJson(
    `${url}/.well-known/openid-configuration`,
    thumbprints,
  );
  if (!document.ok) return document;
  const { issuer, jwks_uri: jwksUri } = document.value;
  if (issuer !== url || typeof jwksUri !== "string" || !isSafe(jwksUri, url))
    return { ok: false, problem: "no-key" };
  const jwks = await fetchJson(jwksUri, thumbprints);
  if (!jwks.ok) return jwks;
  const { keys } = jwks.value;
  return Array.isArray(keys)
    ? { ok: true, keys: keys.filter(isObject) }
    : { ok: false, problem: "no-key" };
}

/** Keys come over HTTPS, or from the loopback where the issuer itself is there. */
function isSafe(jwksUri: string, url: string): boolean {
  if (!URL.canParse(jwksUri)) return false;
  const { protocol, host } = new URL(jwksUri);
  return protocol === "https:" || host === new URL(url).host;
}

const isObject = (key: unknown): key is JsonWebKey =>
  typeof key === "object" && key !== null;
