import type { ClauseReport } from "@gatehouse/guard";

/** Why a clause failed, in one line: the author's message, the reason, the place. */
export function sentence({
  message,
  reason,
  path,
  clause,
}: ClauseReport): string {
  const where = path === "" ? "" : ` (${path})`;
  return `${message === undefined ? "" : `${stop(flat(message))} `}${stop(flat(reason))} Wanted: ${flat(withoutMessage(clause))}${where}`;
}

/** A clause without its custom message. */
export function withoutMessage(clause: string): string {
  return flat(clause.replace(/<<[^]*?>>/, ""));
}

function flat(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

function stop(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
