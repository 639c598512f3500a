import { lineOf, type GuardDocument } from "@gatehouse/guard";
import { dim, red } from "../../paint.ts";
import type { Place } from "./place.ts";
import { printable } from "./printable.ts";

const AROUND = 2;
/** Longer lines are shown in part. */
const WIDEST = 120;

/** The lines around a place, its own marked. */
export function excerpt(document: GuardDocument, place: Place): string[] {
  const last = document.text.endsWith("\n")
    ? document.text.length - 1
    : document.text.length;
  const source = { text: document.text.slice(0, last) };
  const own = lineOf(document, place.line);
  const from =
    own.length > WIDEST ? Math.max(0, place.column - 1 - WIDEST / 2) : 0;
  const width = String(place.line + AROUND).length;
  const lines: string[] = [];
  const count = lineCount(source.text, place.line + AROUND);
  for (
    let line = Math.max(1, place.line - AROUND);
    line <= Math.min(place.line + AROUND, count);
    line += 1
  ) {
    const text = lineOf(document, line);
    const part = printable(text.slice(from, from + WIDEST)).replaceAll(
      "\t",
      " ",
    );
    const cut = text.length > from + WIDEST ? "…" : "";
    const number = String(line).padStart(width);
    const shown = `${from > 0 ? "…" : ""}${part}${cut}`;
    if (line !== place.line) {
      lines.push(dim(`    ${number} | ${shown}`.trimEnd()));
      continue;
    }
    lines.push(`  ${red(">")} ${number} | ${shown}`);
    const offset = place.column - 1 - from + (from > 0 ? 1 : 0);
    const length = Math.max(1, Math.min(place.length, WIDEST - offset));
    lines.push(
      `    ${" ".repeat(width)} | ${" ".repeat(offset)}${red("^".repeat(length))}`,
    );
  }
  return lines;
}

/** How many lines a text has, counted no further than is asked for. */
function lineCount(text: string, most: number): number {
  let count = 1;
  for (
    let at = text.indexOf("\n");
    at >= 0 && count < most;
    at = text.indexOf("\n", at + 1)
  )
    count += 1;
  return count;
}
