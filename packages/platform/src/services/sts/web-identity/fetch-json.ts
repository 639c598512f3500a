import type { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

type Fetched =
  | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: "unreachable" | "no-key" };

const PATIENCE = 5000;
const LARGEST = 1 << 20;

/**
 * A JSON object from an issuer: no redirects, a megabyte at most, five seconds. A server whose certificate the system
 * does not trust is taken where its chain ends in a certificate of one of the thumbprints, as in AWS.
 */
export async function fetchJson(
  url: string,
  thumbprints: readonly string[],
): Promise<Fetched> {
  try {
    const text = await textAt(url, thumbprints);
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null
      ? { ok: true, value: value as Record<string, unknown> }
      : { ok: false, problem: "no-key" };
  } catch (error) {
    const answered = error instanceof SyntaxError;
    return { ok: false, problem: answered ? "no-key" : "unreachable" };
  }
}

function textAt(url: string, thumbprints: readonly string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const options = {
    // Trust is decided below, where thumbprints count too.
    rejectUnauthorized: false,
    agent: false as const,
    timeout: PATIENCE,
    signal: AbortSignal.timeout(PATIENCE),
    headers: { accept: "application/json" },
  };
  const answered = (response: IncomingMessage): void => {
    const { socket, statusCode } = response;
    if (isTls(socket) && !isTrusted(socket, new URL(url).hostname, thumbprints))
      reject(new Error("The issuer's certificate is not trusted."));
    else if (statusCode !== 200)
      reject(new Error(`The issuer answered ${statusCode}.`));
    else collected(response).then(resolve, reject);
    if (statusCode !== 200) response.destroy();
  };
  const request = url.startsWith("https:")
    ? process.getBuiltinModule("node:https").request(url, options, answered)
    : process.getBuiltinModule("node:http").request(url, options, answered);
  request.on("error", reject);
  request.on("timeout", () => request.destroy(new Error("Timed out.")));
  request.end();
  return promise;
}

async function collected(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > LARGEST) throw new Error("The issuer's answer is too large.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

const isTls = (socket: unknown): socket is TLSSocket =>
  (socket as Partial<TLSSocket>).encrypted === true;

function isTrusted(
  socket: TLSSocket,
  host: string,
  thumbprints: readonly string[],
): boolean {
  if (socket.authorized) return true;
  const leaf = socket.getPeerX509Certificate();
  if (!leaf || leaf.checkHost(host) === undefined) return false;
  const top = topOf(leaf);
  if (top === undefined) return false;
  const digest = top.fingerprint.replaceAll(":", "").toLowerCase();
  return thumbprints.includes(digest);
}

/** The last certificate of the chain that was presented; undefined where one did not sign the one before it. */
function topOf(leaf: X509Certificate): X509Certificate | undefined {
  let current = leaf;
  for (let length = 0; length < 10; length++) {
    const issuer = current.issuerCertificate;
    if (!issuer || issuer.fingerprint256 === current.fingerprint256)
      return current;
    if (!current.verify(issuer.publicKey)) return undefined;
    current = issuer;
  }
  return undefined;
}
