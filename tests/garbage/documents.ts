import { plainCborBytes } from "../../packages/wire/src/codecs/cbor-writer.ts";
import { body, type Mutation } from "./draft.ts";

/** Puts a value in the place of one that stands anywhere in a JSON document. */
export function json(name: string, at: number, value: unknown): Mutation {
  return body(name, (bytes) => {
    const document = parsed(bytes);
    return document === undefined
      ? bytes
      : Buffer.from(JSON.stringify(replaced(document, at, value)) ?? "");
  });
}

/** The same for CBOR: what replaces it stands alone, or as the only member of a map. */
export function cbor(name: string, at: number, value: unknown): Mutation {
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

/** Spoils one field of a form. */
export function form(name: string, at: number, text: string): Mutation {
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

/** Puts a text in the place of one of an XML document. */
export function xmlText(name: string, at: number, text: string): Mutation {
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

/** Puts a piece in the place of, or before, a tag of an XML document. */
export function xmlTag(name: string, at: number, piece: string): Mutation {
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
