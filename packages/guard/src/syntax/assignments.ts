import type { Cursor } from "./cursor.ts";
import { readOperand } from "./operands.ts";
import { readName } from "./queries.ts";
import type { Assignment } from "./tree.ts";

/** `let name = …`, or `:=`. */
export function readAssignment(cursor: Cursor): Assignment | undefined {
  return cursor.attempt(() => {
    if (!cursor.take("let") || !cursor.space()) return undefined;
    const name = readName(cursor);
    if (name === undefined) return cursor.expect("the name of a variable");
    cursor.must(() => {
      cursor.space();
      return cursor.take("=", ":=") ?? cursor.expect('"="');
    });
    return { name, operand: cursor.must(() => readOperand(cursor)) };
  });
}
