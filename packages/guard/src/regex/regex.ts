export type CompiledRegex =
  | { readonly ok: true; test(text: string): boolean }
  | { readonly ok: false; readonly at: number; readonly message: string };
export function compileRegex(pattern: string): CompiledRegex {
  try {
    const regex = new RegExp(
      pattern
        .replace(/^\(\?i\)/, "")
        .replaceAll("\\A", "^")
        .replaceAll("\\z", "$"),
      pattern.startsWith("(?i)") ? "ui" : "u",
    );
    return { ok: true, test: (text) => regex.test(text) };
  } catch (e) {
    return { ok: false, at: 0, message: String(e) };
  }
}
const cache = new Map<string, { test(text: string): boolean | "too slow" }>();
export function regexOf(pattern: string): {
  test(text: string): boolean | "too slow";
} {
  let r = cache.get(pattern);
  if (!r) {
    const c = compileRegex(pattern);
    if (!c.ok) throw new Error(c.message);
    cache.set(pattern, (r = c));
  }
  return r;
}
export interface RegexMatch {
  readonly groups: readonly (string | undefined)[];
  readonly named: Readonly<Record<string, string | undefined>>;
}
export function captureAll(
  pattern: string,
  text: string,
): { ok: true; matches: RegexMatch[] } | { ok: false; message: string } {
  const matches = [...text.matchAll(new RegExp(pattern, "gu"))].map((m) => ({
    groups: [...m],
    named: m.groups ?? {},
  }));
  return { ok: true, matches };
}
