import { fault } from "../../core/errors.ts";
import { invalidArgument } from "./faults.ts";

const LONGEST = 1024;
/** The last code point, a noncharacter, marks the end of ranges in the store. */
const LAST = "\u{10ffff}";

/** Checks the key of a new object. @throws Fault KeyTooLongError, InvalidArgument */
export function checkKey(key: string): void {
  const size = Buffer.byteLength(key);
  if (size > LONGEST)
    throw fault("KeyTooLongError", "Your key is too long", 400, {
      Size: size,
      MaxSizeAllowed: LONGEST,
    });
  if (key.includes(LAST))
    throw invalidArgument("A key cannot hold U+10FFFF.", "key", key);
}
