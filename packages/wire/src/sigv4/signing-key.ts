import { createHmac } from "node:crypto";
import { hmacKey, type HmacKey } from "./hmac.ts";

const capacity = 1000;
const cache = new Map<string, HmacKey>();

/** The SigV4 signing key of a secret for a day, region and service; the thousand last used are kept. */
export function signingKey(
  secret: string,
  date: string,
  region: string,
  service: string,
): HmacKey {
  const name = `${date}/${region}/${service}/${secret}`;
  const known = cache.get(name);
  if (known) {
    // Moves to the end: a Map iterates in the order of insertion, so the first is the least recently used.
    cache.delete(name);
    cache.set(name, known);
    return known;
  }
  const key = hmacKey(derived(secret, date, region, service));
  cache.set(name, key);
  if (cache.size > capacity) cache.delete(cache.keys().next().value!);
  return key;
}

function derived(
  secret: string,
  date: string,
  region: string,
  service: string,
): Buffer {
  const steps = [date, region, service, "aws4_request"];
  return steps.reduce(
    (key: Buffer | string, step) => hmac(key, step),
    `AWS4${secret}`,
  ) as Buffer;
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
