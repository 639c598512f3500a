/** A filter pattern, ready to be held against messages, or why it is none. */
export type Pattern =
  | { readonly ok: true; matches(message: string): boolean }
  | { readonly ok: false; readonly message: string };

/** A pattern that cannot be used, with the reason. */
export function refused(message: string): Pattern {
  return { ok: false, message };
}
