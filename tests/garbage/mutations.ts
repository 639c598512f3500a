import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { cbor, form, json, xmlTag, xmlText } from "./documents.ts";
import { body, type Draft, type Mutation } from "./draft.ts";
import { hostileJson, hostileText } from "./hostile.ts";
import {
  chunkedBodies,
  contentTypes,
  deepBodies,
  headerNames,
  parameters,
  payloads,
  xmlPieces,
} from "./material.ts";

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
    .constantFrom(...deepBodies)
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
    .tuple(fc.nat(), fc.constantFrom(...xmlPieces))
    .map(([at, piece]) => xmlTag(`XML tag ${at}: ${piece}`, at, piece)),
  // Heads
  fc
    .tuple(fc.constantFrom(...headerNames), hostileText)
    .map(([name, text]) => header(name, text)),
  fc.constantFrom(...contentTypes).map((type) => header("content-type", type)),
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
  fc.constantFrom(...parameters).map((text) => ({
    name: `parameter ${text}`,
    apply: (draft: Draft) => ({
      ...draft,
      target: `${draft.target}${draft.target.includes("?") ? "&" : "?"}${text}`,
    }),
  })),
  // Connections
  fc
    .tuple(fc.constantFrom(...payloads), fc.constantFrom(...chunkedBodies))
    .map(([payload, chunks]): Mutation => ({
      name: payload,
      apply: (draft) => ({
        ...draft,
        payload,
        headers: {
          ...draft.headers,
          "content-encoding": "aws-chunked",
          "x-amz-decoded-content-length": "5",
          "x-amz-trailer": "x-amz-checksum-crc32",
        },
        body: Buffer.from(chunks),
      }),
    })),
  fc.nat(3000).map((at): Mutation => ({
    name: `connection breaks at ${at}`,
    apply: (draft) => ({ ...draft, breaksAt: at % (draft.body.length + 1) }),
  })),
);

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
