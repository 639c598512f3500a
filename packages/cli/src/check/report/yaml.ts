/** Plain values as YAML, block by block; texts are plain where no reader could take them for anything else. */
export function yamlOf(value: unknown): string {
  return lines(value, "").join("\n") + "\n";
}

function lines(value: unknown, indent: string): string[] {
  if (Array.isArray(value) && value.length > 0)
    return value.flatMap((each: unknown) => {
      const [first = "", ...rest] = lines(each, `${indent}  `);
      return [`${indent}- ${first.trimStart()}`, ...rest];
    });
  if (isStruct(value))
    return Object.entries(value).flatMap(([key, each]) => {
      if (each === undefined) return [];
      const name = `${indent}${scalar(key)}:`;
      return isScalar(each)
        ? [`${name} ${scalar(each)}`]
        : [name, ...lines(each, Array.isArray(each) ? indent : `${indent}  `)];
    });
  return [`${indent}${scalar(value)}`];
}

function isStruct(value: unknown): value is object {
  return !isScalar(value) && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return (
    typeof value !== "object" ||
    value === null ||
    Object.keys(value).length === 0
  );
}

const PLAIN = /^[A-Za-z_/][A-Za-z0-9_ ./:()@#=-]*$/;
const MEANS_MORE = /^(null|true|false|yes|no|on|off|y|n|~)$|: |:$| #| $/i;

function scalar(value: unknown): string {
  if (typeof value === "string")
    return PLAIN.test(value) && !MEANS_MORE.test(value) ? value : quoted(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "[]" : "{}";
  if (typeof value === "number" && !Number.isFinite(value))
    return Number.isNaN(value) ? ".nan" : value > 0 ? ".inf" : "-.inf";
  // A whole number that 64 bits do not hold is read back in several ways, one with an exponent in one.
  if (typeof value === "number" && Math.abs(value) >= 2 ** 63)
    return value.toExponential();
  return JSON.stringify(value);
}

/** JSON's texts are YAML's, but for the characters that YAML does not print. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) =>
      `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
