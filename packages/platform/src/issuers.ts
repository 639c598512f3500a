import type { JsonWebKey } from "./core/identity/json-web-key.ts";
import { readFileSync } from "node:fs";
import { SettingsError, type Settings } from "./settings.ts";

/**
 * The keys that a file gives for issuers: `{ "https://token.actions.githubusercontent.com": { "keys": [ … ] } }`.
 * @throws SettingsError
 */
export function oidcKeysOf({
  oidcKeysFile: file,
}: Pick<Settings, "oidcKeysFile">): ReadonlyMap<string, readonly JsonWebKey[]> {
  if (file === undefined) return new Map();
  const issuers = jsonIn(file);
  if (!isObject(issuers)) throw wrong(file);
  return new Map(
    Object.entries(issuers).map(([issuer, jwks]: [string, unknown]) => {
      const keys = isObject(jwks) && "keys" in jwks ? jwks.keys : undefined;
      if (!Array.isArray(keys)) throw wrong(file);
      return [issuer.replace(/\/$/, ""), keys as JsonWebKey[]];
    }),
  );
}

function jsonIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(
      `--oidc-keys: ${file} cannot be read: ${(error as Error).message}`,
    );
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (file: string) =>
  new SettingsError(
    `--oidc-keys: ${file} must hold an object of issuers, each with its JWKS: {"https://issuer.example": {"keys": [...]}}.`,
  );
