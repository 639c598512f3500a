import { Malformed } from "../asn1/read.ts";

const lineLength = 64;

/** PEM as AWS Signer and OpenSSL write it: 64 columns, LF, one line feed at the end. */
export function toPem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der).toString("base64");
  const lines = base64.match(new RegExp(`.{1,${lineLength}}`, "g")) ?? [];
  return [
    `-----BEGIN ${label}-----`,
    ...lines,
    `-----END ${label}-----`,
    "",
  ].join("\n");
}

/**
 * The bytes of a text that is one PEM block and nothing else; throws `Malformed`. The text must be what encoding
 * the bytes again gives (LF or CRLF, with or without the last one), so that none of it can vary unnoticed.
 */
export function fromExactPem(label: string, text: string): Uint8Array {
  const unix = text.includes("\r") ? text.replaceAll("\r\n", "\n") : text;
  const body = unix
    .replace(`-----BEGIN ${label}-----\n`, "")
    .replace(/\n-----END [^\n]*-----\n?$/, "");
  const der = Buffer.from(body, "base64");
  const exact = toPem(label, der);
  if (der.length === 0 || (unix !== exact && `${unix}\n` !== exact))
    throw new Malformed(`The file is not one ${label} block in PEM.`);
  return der;
}

/** Every block with the label in a text that may hold others and commentary, such as a file of trusted roots. */
export function allFromPem(label: string, text: string): Uint8Array[] {
  const block = new RegExp(
    `-----BEGIN ${label}-----([A-Za-z0-9+/=\\s]*)-----END ${label}-----`,
    "g",
  );
  return [...text.matchAll(block)].map(([, body = ""]) =>
    Buffer.from(body, "base64"),
  );
}
