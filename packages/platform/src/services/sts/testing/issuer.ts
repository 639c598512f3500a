import { generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** What a token is made of besides its claims. */
interface Making {
  readonly alg?: string;
  readonly kid?: string;
}

/** An OpenID Connect issuer: it makes tokens, and its keys can be asked for. */
export interface Issuer extends AsyncDisposable {
  /** As `http://127.0.0.1:1234`. */
  readonly url: string;
  readonly jwks: { readonly keys: readonly object[] };
  /** How often the keys were asked for. */
  readonly asked: () => number;
  /** A token of these claims; `iss`, `iat`, `exp` and `aud` where none are given. */
  token(claims?: Record<string, unknown>, making?: Making): string;
  /** From now on signs with a new key. */
  rotate(): void;
}

/** Starts an issuer on the loopback, or with the URL of one that is not there. */
export async function startIssuer(
  as?: string,
  algorithm: "RS256" | "ES256" = "RS256",
): Promise<Issuer> {
  let generation = 1;
  let pair = keyPair(algorithm);
  let asked = 0;
  const kid = () => `key-${generation}`;
  const jwks = () => ({
    keys: [
      { ...pair.publicKey.export({ format: "jwk" }), kid: kid(), use: "sig" },
    ],
  });
  const server = createServer((request, response) => {
    const isKeys = request.url === "/keys";
    if (isKeys) asked++;
    response.end(
      JSON.stringify(
        isKeys ? jwks() : { issuer: url(), jwks_uri: `${url()}/keys` },
      ),
    );
  });
  if (as === undefined) await listening(server);
  const url = () =>
    as ?? `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    url: url(),
    get jwks() {
      return jwks();
    },
    asked: () => asked,
    token(claims = {}, making = {}) {
      const now = Math.floor(Date.now() / 1000);
      return signed(
        { typ: "JWT", alg: algorithm, kid: kid(), ...making },
        {
          iss: url(),
          aud: "sts.amazonaws.com",
          sub: "repo:acme/shop:ref:refs/heads/main",
          iat: now,
          exp: now + 300,
          ...claims,
        },
        pair.privateKey,
      );
    },
    rotate() {
      generation++;
      pair = keyPair(algorithm);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      if (server.listening)
        await new Promise((resolve) => server.close(resolve));
    },
  };
}

function keyPair(algorithm: "RS256" | "ES256") {
  return algorithm === "RS256"
    ? generateKeyPairSync("rsa", { modulusLength: 2048 })
    : generateKeyPairSync("ec", { namedCurve: "P-256" });
}

function listening(server: Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function signed(header: object, claims: object, key: KeyObject): string {
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = sign("sha256", Buffer.from(text), {
    key,
    dsaEncoding: "ieee-p1363",
  });
  return `${text}.${signature.toString("base64url")}`;
}
