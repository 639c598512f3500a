import { percentDecoded } from "../percent.ts";

type Part =
  | { readonly literal: string }
  | { readonly label: string; readonly greedy: boolean };

const parsed = new Map<string, readonly Part[]>();

/** Reads the labels of a path template from a raw path that it matches; undefined when an escape is broken. */
export function labelsOf(
  template: string,
  path: string,
): Map<string, string> | undefined {
  const parts = partsOf(template);
  const segments = path.split("/").slice(1);
  const labels = new Map<string, string>();
  let at = 0;
  for (const [index, part] of parts.entries()) {
    if ("literal" in part) {
      at++;
      continue;
    }
    const end = part.greedy
      ? segments.length - (parts.length - index - 1)
      : at + 1;
    const value = percentDecoded(segments.slice(at, end).join("/"));
    if (value === undefined) return undefined;
    labels.set(part.label, value);
    at = end;
  }
  return labels;
}

function partsOf(template: string): readonly Part[] {
  const known = parsed.get(template);
  if (known) return known;
  const parts = template
    .replace(/\?.*$/, "")
    .split("/")
    .slice(1)
    .map((segment): Part => {
      if (!segment.startsWith("{")) return { literal: segment };
      const greedy = segment.endsWith("+}");
      return { label: segment.slice(1, greedy ? -2 : -1), greedy };
    });
  parsed.set(template, parts);
  return parts;
}
