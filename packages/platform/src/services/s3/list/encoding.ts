import { invalidArgument } from "../faults.ts";

/** Writes a key or prefix into a listing. */
export type Encode = (text: string) => string;

/**
 * How a listing writes keys: as they are, or percent-encoded (all but `/` and what URLs leave alone),
 * since XML cannot hold every character of a key. @throws Fault InvalidArgument for another encoding
 */
export function encodingOf(encodingType: string | undefined): Encode {
  if (encodingType === undefined) return (text) => text;
  if (encodingType !== "url")
    throw invalidArgument(
      "Invalid Encoding Method specified in Request",
      "encoding-type",
      encodingType,
    );
  return (text) =>
    encodeURIComponent(text)
      .replaceAll("%2F", "/")
      .replace(
        /[!'()]/g,
        (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
      );
}

/** A page's length: what the client asks for, at most 1,000. @throws Fault InvalidArgument */
export function pageLength(asked: number | undefined, name: string): number {
  const length = asked ?? MOST;
  if (length < 0)
    throw invalidArgument(
      `Argument ${name} must be an integer between 0 and 2147483647`,
      name,
      length,
    );
  return Math.min(length, MOST);
}

const MOST = 1000;
