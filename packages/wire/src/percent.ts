/** One decoded `name=value` of a query string or form; `?acl` reads as an empty value. */
export interface QueryPair {
  readonly name: string;
  readonly value: string;
}

/** Undoes percent-encoding; undefined when an escape is broken or the bytes are not UTF-8. */
export function percentDecoded(text: string): string | undefined {
  if (!text.includes("%")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** Reads `a=b&c`; `+` is a space. Undefined when an escape is broken. */
export function queryPairs(query: string): readonly QueryPair[] | undefined {
  if (query === "") return [];
  const pairs: QueryPair[] = [];
  for (const part of query.split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    const name = formDecoded(at < 0 ? part : part.slice(0, at));
    const value = at < 0 ? "" : formDecoded(part.slice(at + 1));
    if (name === undefined || value === undefined) return undefined;
    pairs.push({ name, value });
  }
  return pairs;
}

function formDecoded(text: string): string | undefined {
  return percentDecoded(text.includes("+") ? text.replaceAll("+", " ") : text);
}

const unreserved = /^[A-Za-z0-9_.~-]*$/;

/** RFC 3986 encoding as SigV4 wants it: all but letters, digits and `-_.~`; throws URIError on a lone surrogate. */
export function percentEncoded(text: string): string {
  if (unreserved.test(text)) return text;
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
