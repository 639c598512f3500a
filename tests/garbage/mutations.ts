import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { plainCborBytes } from "../../packages/wire/src/codecs/cbor-writer.ts";
import { hostileJson, hostileText } from "./hostile.ts";

/** A request as it goes over the wire, but for its signature. */
export interface Draft {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The connection ends after so many bytes of the body, whatever its length says. */
  readonly breaksAt?: number;
}

/** One way of spoiling a request, told in words for the report. */
export interface Mutation {
  readonly name: string;
  readonly apply: (draft: Draft) => Draft;
}

const DEEP = 20_000;

/** Ways of spoiling any request; those that need another protocol's body leave this one as it is. */
export const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  // Bodies as bytes
  fc
    .nat(5000)
    .map((at) =>
      body(`cut at ${at}`, (b) => b.subarray(0, at % (b.length + 1))),
    ),
  fc
    .tuple(fc.nat(), fc.nat(255))
    .map(([at, byte]) =>
      body(`byte ${byte} at ${at}`, (b) => withByte(b, at, byte)),
    ),
  fc
    .uint8Array({ minLength: 1, maxLength: 100 })
    .map((bytes) => body("other bytes", () => Buffer.from(bytes))),
  hostileText.map((text) =>
    body("a text as the body", () => Buffer.from(text)),
  ),
  fc
    .constantFrom(...deepBodies())
    .map(([name, bytes]) => body(`deep ${name}`, () => bytes)),
  fc
    .constantFrom(300_000, 1_100_000, 7_000_000)
    .map((size) =>
      body(`${size} more bytes`, (b) =>
        Buffer.concat([b, Buffer.alloc(size, 32)]),
      ),
    ),
  fc.constant(body("twice", (b) => Buffer.concat([b, b]))),
  // Bodies as documents
  fc
    .tuple(fc.nat(), hostileJson)
    .map(([at, value]) => json(`JSON ${at}`, at, value)),
  fc
    .tuple(fc.nat(), hostileJson)
    .map(([at, value]) => cbor(`CBOR ${at}`, at, value)),
  fc
    .tuple(fc.nat(), hostileText)
    .map(([at, text]) => form(`form ${at}`, at, text)),
  fc
    .tuple(fc.nat(), hostileText)
    .map(([at, text]) => xmlText(`XML text ${at}`, at, text)),
  fc
    .tuple(fc.nat(), fc.constantFrom(...XML_PIECES()))
    .map(([at, piece]) => xmlTag(`XML tag ${at}: ${piece}`, at, piece)),
  // Heads
  fc
    .tuple(fc.constantFrom(...HEADERS()), hostileText)
    .map(([name, text]) => header(name, text)),
  fc
    .constantFrom(...CONTENT_TYPES())
    .map((type) => header("content-type", type)),
  fc.constant<Mutation>({
    name: "gzip",
    apply: (draft) => ({
      ...draft,
      headers: { ...draft.headers, "content-encoding": "gzip" },
      body: gzipSync(
        draft.body.length > 0 ? draft.body : Buffer.alloc(30_000_000),
      ),
    }),
  }),
  fc.constant(header("content-encoding", "gzip")),
  fc
    .constantFrom("GET", "PUT", "POST", "DELETE", "HEAD", "PATCH", "OPTIONS")
    .map((method): Mutation => ({
      name: method,
      apply: (draft) => ({ ...draft, method }),
    })),
  // Targets
  fc
    .tuple(fc.nat(), hostileText)
    .map(([at, text]) => segment(at, encodeURIComponent(text.toWellFormed()))),
  fc
    .tuple(
      fc.nat(),
      fc.constantFrom(
        "",
        "..",
        ".",
        "%",
        "%00",
        "%ff%fe",
        "%c0%ae",
        "{}",
        "a;b",
        "a:b@c",
      ),
    )
    .map(([at, text]) => segment(at, text)),
  fc
    .tuple(fc.nat(), hostileText)
    .map(([at, text]) => query(at, encodeURIComponent(text.toWellFormed()))),
  fc
    .tuple(fc.nat(), fc.constantFrom("%", "a=b=c", "%zz", "&&&", "", "+"))
    .map(([at, text]) => query(at, text)),
  fc.constantFrom(...PARAMETERS()).map((text) => ({
    name: `parameter ${text}`,
    apply: (draft: Draft) => ({
      ...draft,
      target: `${draft.target}${draft.target.includes("?") ? "&" : "?"}${text}`,
    }),
  })),
  // Connections
  fc.nat(3000).map((at): Mutation => ({
    name: `connection breaks at ${at}`,
    apply: (draft) => ({ ...draft, breaksAt: at % (draft.body.length + 1) }),
  })),
);

function body(name: string, change: (body: Buffer) => Buffer): Mutation {
  return { name, apply: (draft) => ({ ...draft, body: change(draft.body) }) };
}

function header(name: string, value: string): Mutation {
  // What no client can send does not arrive either.
  const sendable = value
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, "?")
    .slice(0, 8000);
  return {
    name: `${name}: ${sendable.slice(0, 60)}`,
    apply: (draft) => ({
      ...draft,
      headers: { ...draft.headers, [name]: sendable },
    }),
  };
}

function withByte(bytes: Buffer, at: number, byte: number): Buffer {
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[at % changed.length] = byte;
  return changed;
}

/** Puts a value in the place of one that stands anywhere in a JSON document. */
function json(name: string, at: number, value: unknown): Mutation {
  return body(name, (bytes) => {
    const document = parsed(bytes);
    return document === undefined
      ? bytes
      : Buffer.from(JSON.stringify(replaced(document, at, value)) ?? "");
  });
}

/** The same for CBOR: what replaces it stands alone, or as the only member of a map. */
function cbor(name: string, at: number, value: unknown): Mutation {
  const names = [
    "MetricData",
    "Namespace",
    "MetricDataQueries",
    "StartTime",
    "Dimensions",
    "AlarmName",
  ];
  return {
    name,
    apply: (draft) =>
      draft.headers["smithy-protocol"] === "rpc-v2-cbor"
        ? {
            ...draft,
            body: Buffer.from(
              plainCborBytes(
                at % 7 === 0 ? value : { [names[at % names.length]!]: value },
              ),
            ),
          }
        : draft,
  };
}

/** Undefined for what is not JSON, and for what another mutation made too deep to be written again. */
function parsed(bytes: Buffer): unknown {
  if (/(?:\[|\{"a":){50}/.test(bytes.toString("latin1"))) return undefined;
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    return undefined;
  }
}

function replaced(document: unknown, at: number, value: unknown): unknown {
  const places = placesIn(document);
  const place = places[at % (places.length + 1)];
  if (!place) return value;
  place.holder[place.key] = value;
  // A member by that name, not a prototype.
  const text = JSON.stringify(document);
  return at % 5 === 0 && text.startsWith("{")
    ? JSON.parse(
        `{"__proto__":{"polluted":1},"constructor":null${text === "{}" ? "" : ","}${text.slice(1)}`,
      )
    : document;
}

function placesIn(
  value: unknown,
  depth = 0,
): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== "object" || value === null || depth > 20) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [
    { holder, key },
    ...placesIn(holder[key], depth + 1),
  ]);
}

function form(name: string, at: number, text: string): Mutation {
  const written = encodeURIComponent(text.toWellFormed());
  return {
    name,
    apply: (draft) => {
      const type = draft.headers["content-type"] ?? "";
      if (!type.includes("x-www-form-urlencoded")) return draft;
      const fields = draft.body.toString().split("&");
      const which = at % fields.length;
      const [key = "", value = ""] = (fields[which] ?? "").split("=");
      const spoilt = [
        `${key}=${written}`,
        `${key}.member.1=${written}`,
        `${key}.member.99999999999.x=${value}`,
        `${written}=${value}`,
        `${key}.entry.1.key=__proto__&${key}.entry.1.value=${value}`,
        `${fields[which]}&${fields[which]}`,
        "",
      ];
      fields[which] = spoilt[at % spoilt.length] ?? "";
      return { ...draft, body: Buffer.from(fields.join("&")) };
    },
  };
}

function xmlText(name: string, at: number, text: string): Mutation {
  const written = text.replaceAll(/[<&]/g, "_");
  return xml(name, (document) => {
    const texts = [...document.matchAll(/>([^<]*)</g)];
    const found = texts[at % (texts.length || 1)];
    return found
      ? document.slice(0, found.index + 1) +
          written +
          document.slice(found.index + found[0].length - 1)
      : document;
  });
}

function xmlTag(name: string, at: number, piece: string): Mutation {
  return xml(name, (document) => {
    const tags = [...document.matchAll(/<[^>]+>/g)];
    const found = tags[at % (tags.length || 1)];
    return found
      ? document.slice(0, found.index) +
          piece +
          document.slice(found.index + (at % 2 === 0 ? found[0].length : 0))
      : document;
  });
}

function xml(name: string, change: (document: string) => string): Mutation {
  return body(name, (bytes) => {
    const document = bytes.toString();
    return document.startsWith("<") ? Buffer.from(change(document)) : bytes;
  });
}

function segment(at: number, text: string): Mutation {
  return {
    name: `segment ${at}: ${text.slice(0, 60)}`,
    apply: (draft) => {
      const [path = "/", ...rest] = draft.target.split("?");
      const segments = path.split("/").slice(1);
      segments[at % segments.length] = text.slice(0, 6000);
      return {
        ...draft,
        target: [`/${segments.join("/")}`, ...rest].join("?"),
      };
    },
  };
}

function query(at: number, text: string): Mutation {
  return {
    name: `query ${at}: ${text.slice(0, 60)}`,
    apply: (draft) => {
      const [path = "/", ...rest] = draft.target.split("?");
      const parts = rest.join("?").split("&");
      const which = at % parts.length;
      const [name = ""] = (parts[which] ?? "").split("=");
      parts[which] = `${name}=${text.slice(0, 6000)}`;
      return { ...draft, target: `${path}?${parts.join("&")}` };
    },
  };
}

function deepBodies(): [string, Buffer][] {
  return [
    ["JSON arrays", Buffer.from("[".repeat(DEEP) + "]".repeat(DEEP))],
    [
      "JSON objects",
      Buffer.from(`${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}`),
    ],
    ["XML", Buffer.from("<a>".repeat(DEEP) + "</a>".repeat(DEEP))],
    ["CBOR", Buffer.alloc(DEEP, 0x81)],
    ["form", Buffer.from(`Action=x&Version=1&${"a.".repeat(DEEP)}=1`)],
  ];
}

function XML_PIECES(): string[] {
  return [
    "<a>",
    "</a>",
    "<a/>",
    "&x;",
    "&#0;",
    "&#x110000;",
    "<![CDATA[",
    "<!--",
    "<?x",
    "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>",
    "<",
    "\0",
  ];
}

function HEADERS(): string[] {
  return [
    "content-md5",
    "expect",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "range",
    "smithy-protocol",
    "x-amz-acl",
    "x-amz-checksum-sha256",
    "x-amz-copy-source",
    "x-amz-copy-source-range",
    "x-amz-decoded-content-length",
    "x-amz-expected-bucket-owner",
    "x-amz-grant-full-control",
    "x-amz-client-context",
    "x-amz-invocation-type",
    "x-amz-meta-x",
    "x-amz-mfa",
    "x-amz-object-attributes",
    "x-amz-sdk-checksum-algorithm",
    "x-amz-server-side-encryption",
    "x-amz-storage-class",
    "x-amz-tagging",
    "x-amz-target",
    "x-amz-trailer",
    "x-amz-website-redirect-location",
  ];
}

function CONTENT_TYPES(): string[] {
  return [
    "",
    "text/plain",
    "application/json",
    "application/cbor",
    "application/xml; charset=utf-16",
    "application/x-amz-json-1.0",
    "application/x-amz-json-1.1",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
  ];
}

function PARAMETERS(): string[] {
  return [
    "Action=CreateRole&Version=2010-05-08",
    "X-Amz-Credential=a/b",
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    "X-Amz-Expires=-1",
    "__proto__=1",
    "acl",
    "delete",
    "uploads",
    "uploadId=x&partNumber=0",
    "versionId=null",
    "versions",
    "list-type=2&continuation-token=x",
    "max-keys=-1",
    "Marker=garbage",
    "nextToken=garbage",
    "response-content-type=a%0d%0ab",
    "partNumber=99999999999999999999",
  ];
}
