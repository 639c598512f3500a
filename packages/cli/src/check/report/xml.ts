/** One element of an XML document. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly content: string | readonly Element[];
}

/** Writes a document. Characters that XML cannot hold are written as U+FFFD. */
export function xmlOf(root: Element): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${written(root, "")}\n`;
}

function written(
  { name, attributes, content }: Element,
  indent: string,
): string {
  const open = [
    name,
    ...Object.entries(attributes).map(
      ([key, value]) =>
        `${key}="${escaped(String(value)).replaceAll("\n", "&#10;")}"`,
    ),
  ].join(" ");
  if (content.length === 0) return `${indent}<${open}/>`;
  if (typeof content === "string")
    return `${indent}<${open}>${escaped(content)}</${name}>`;
  const inner = content.map((each) => written(each, `${indent}    `));
  return `${indent}<${open}>\n${inner.join("\n")}\n${indent}</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML 1.0 has no place for these. */
const UNWRITABLE =
  // oxlint-disable-next-line no-control-regex -- control characters are what it is about
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, "\ufffd")
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? character);
}
