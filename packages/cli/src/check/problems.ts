import type { Problem } from "@gatehouse/guard";
import { red } from "../paint.ts";
import { printable } from "./report/printable.ts";

/** `FILE:LINE:COLUMN: what is wrong`, on standard error. */
export function tellProblem({ file, line, column, message }: Problem): void {
  const place = [file, line, line === undefined ? undefined : column]
    .filter((part) => part !== undefined)
    .join(":");
  process.stderr.write(
    `${red("error")}  ${printable(place)}${place === "" ? "" : ": "}${printable(message)}\n`,
  );
}

/** Something that one should know, on standard error. */
export function tellNote(note: string): void {
  process.stderr.write(`note  ${printable(note)}\n`);
}
