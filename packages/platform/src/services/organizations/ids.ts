import { alphanumeric } from "../../core/random.ts";

/** Random lower-case letters and digits, as the ids of roots, units and policies are made of. */
export function lowerAlphanumeric(length: number): string {
  let text = "";
  while (text.length < length)
    text += alphanumeric(length * 2).replace(/[^a-z0-9]/g, "");
  return text.slice(0, length);
}
