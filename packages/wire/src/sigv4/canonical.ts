import { percentDecoded, percentEncoded } from "../percent.ts";
import type { RequestHead } from "../request.ts";

/**
 * The canonical request of SigV4, from the raw request. Undefined when path or query hold a broken escape.
 * S3 encodes the path once and leaves its segments alone; every other service resolves dots and encodes twice.
 */
export function canonicalRequest(
  head: RequestHead,
  signedHeaders: readonly string[],
  s3: boolean,
  payloadHash: string,
): string | undefined {
  const path = s3 ? encodedOnce(head.path) : encodedTwice(head.path);
  const query = canonicalQuery(head.query);
  if (path === undefined || query === undefined) return undefined;
  let headers = "";
  for (const name of signedHeaders)
    headers += `${name}:${canonicalValue(head.headers[name] ?? "")}\n`;
  return `${head.method}\n${path}\n${query}\n${headers}\n${signedHeaders.join(";")}\n${payloadHash}`;
}

const plainPath = /^\/[A-Za-z0-9_.~/-]*$/;

function encodedOnce(path: string): string | undefined {
  if (plainPath.test(path)) return path;
  const segments = path.split("/").map(reencoded);
  return segments.includes(undefined) ? undefined : segments.join("/");
}

/** The path arrives encoded once; its escapes are encoded again. */
function encodedTwice(path: string): string {
  if (path === "/" || path === "") return "/";
  if (plainPath.test(path) && !path.includes("/.") && !path.includes("//"))
    return path;
  const kept: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") kept.pop();
    else kept.push(segment);
  }
  const slash = path.endsWith("/") && kept.length > 0 ? "/" : "";
  return `/${kept.map(percentEncoded).join("/")}${slash}`;
}

/** Parameters encoded alike whoever wrote them, in the order of their encoded names and values. */
function canonicalQuery(query: string): string | undefined {
  if (query === "") return "";
  const parts: string[] = [];
  for (const part of query.split("&")) {
    if (part === "" || part.startsWith("X-Amz-Signature=")) continue;
    const at = part.indexOf("=");
    const name = reencoded(at < 0 ? part : part.slice(0, at));
    const value = reencoded(at < 0 ? "" : part.slice(at + 1));
    if (name === undefined || value === undefined) return undefined;
    parts.push(`${name}=${value}`);
  }
  // Sorted by name, then value: "=" sorts after some characters that names may contain, so compare in two steps.
  return parts.length < 2
    ? parts.join("")
    : parts.toSorted(byNameThenValue).join("&");
}

function byNameThenValue(a: string, b: string): number {
  const [nameA, nameB] = [
    a.slice(0, a.indexOf("=")),
    b.slice(0, b.indexOf("=")),
  ];
  if (nameA !== nameB) return nameA < nameB ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const unreserved = /^[A-Za-z0-9_.~-]*$/;

function reencoded(text: string): string | undefined {
  if (unreserved.test(text)) return text;
  const decoded = percentDecoded(text);
  return decoded === undefined ? undefined : percentEncoded(decoded);
}

function canonicalValue(value: string): string {
  const trimmed = value.trim();
  return trimmed.includes("  ") ? trimmed.replace(/ +/g, " ") : trimmed;
}
