/** A filter pattern, ready to be held against messages, or why it is none. */
export type Pattern =
  | {
      readonly ok: true;
      matches(message: string): boolean;
      /** The selectors that the pattern names, as `$.latency` or `$bytes`; none for terms. */
      readonly selectors: readonly string[];
      /** Reads a message's fields; undefined where it has none that this kind of pattern can name. */
      fields(message: string): Fields | undefined;
    }
  | { readonly ok: false; readonly message: string };

/** A pattern that can be used. */
export type UsablePattern = Extract<Pattern, { readonly ok: true }>;

/** Finds what a selector points to in one message; undefined where that is nothing, or no single value. */
export type Fields = (selector: string) => string | number | undefined;

/** A pattern that cannot be used, with the reason. */
export function refused(message: string): Pattern {
  return { ok: false, message };
}
