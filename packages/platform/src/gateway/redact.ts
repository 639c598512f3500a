import type { OperationModel } from "@gatehouse/wire";

const HIDDEN = "HIDDEN_DUE_TO_SECURITY_REASONS";
/** CloudTrail keeps 100 KB of a call's parameters; what goes beyond is left out, and the record says so. */
const CHARACTERS_AT_MOST = 100_000;
const LONGEST_TEXT = 16_384;

/** Never recorded, whatever the model says of them; by their names, at any depth. */
const SECRETS = [
  "SecretAccessKey",
  "SessionToken",
  "Password",
  "OldPassword",
  "NewPassword",
];

type Shape = OperationModel["input"]["members"][number]["shape"];

/** What to leave out besides what the model marks as sensitive: members by their names, or by their paths. */
export interface Redaction {
  readonly hide?: readonly string[];
  /** Members that the record calls otherwise than the model, as S3's `bucketName`. */
  readonly rename?: Readonly<Record<string, string>>;
}

/**
 * An operation's input or output as CloudTrail records it: member names begin in lower case (the keys
 * of maps stay as they are), bytes and streams are left out, and secrets are hidden.
 * @returns null where nothing is left
 */
export function recorded(
  shape: OperationModel["input"],
  value: object | undefined,
  { hide = [], rename = {} }: Redaction = {},
): Record<string, unknown> | null {
  if (!value) return null;
  const recorder = new Recorder(new Set([...SECRETS, ...hide]), rename);
  const copy = recorder.copy(shape, value, "") as Record<string, unknown>;
  if (recorder.full) copy["omitted"] = true;
  return Object.keys(copy).length > 0 ? copy : null;
}

class Recorder {
  readonly #hide: ReadonlySet<string>;
  readonly #rename: Readonly<Record<string, string>>;
  #room = CHARACTERS_AT_MOST;

  constructor(hide: ReadonlySet<string>, rename: Record<string, string>) {
    this.#hide = hide;
    this.#rename = rename;
  }

  get full(): boolean {
    return this.#room < 0;
  }

  /** @param path names of the members above; lists and maps add nothing to it */
  copy(shape: Shape, value: unknown, path: string): unknown {
    if (value === undefined || value === null || this.full) return undefined;
    if (shape.kind === "structure") return this.#structure(shape, value, path);
    if (shape.kind === "list")
      return Array.isArray(value)
        ? value
            .map((item) => this.#member(shape.item, item, path))
            .filter((item) => item !== undefined)
        : undefined;
    if (shape.kind === "map") return this.#map(shape, value, path);
    if (shape.kind === "blob") return undefined;
    return this.#scalar(value);
  }

  #structure(
    shape: Extract<Shape, { kind: "structure" }>,
    value: unknown,
    above: string,
  ): Record<string, unknown> {
    const copy: Record<string, unknown> = {};
    for (const member of shape.members) {
      const { name } = member;
      const path = above === "" ? name : `${above}.${name}`;
      const own = (value as Record<string, unknown>)[name];
      const hidden = this.#hide.has(name) || this.#hide.has(path);
      const shown =
        hidden && own !== undefined ? HIDDEN : this.#member(member, own, path);
      if (shown !== undefined)
        copy[(above === "" && this.#rename[name]) || lowerFirst(name)] = shown;
      this.#room -= name.length;
    }
    return copy;
  }

  #map(
    { key, value: item }: Extract<Shape, { kind: "map" }>,
    value: unknown,
    path: string,
  ): unknown {
    if (key.traits.sensitive) return HIDDEN;
    return Object.fromEntries(
      Object.entries(value as object).flatMap(([name, own]) => {
        const shown = this.#member(item, own, path);
        this.#room -= name.length;
        return shown === undefined ? [] : [[name, shown]];
      }),
    );
  }

  #member(
    { traits, shape }: { traits: { sensitive?: boolean }; shape: Shape },
    value: unknown,
    path: string,
  ): unknown {
    if (traits.sensitive && value !== undefined && value !== null)
      return shape.kind === "blob" ? undefined : HIDDEN;
    return this.copy(shape, value, path);
  }

  #scalar(value: unknown): unknown {
    const shown =
      value instanceof Date
        ? value.toISOString().replace(/\.000Z$/, "Z")
        : typeof value === "string" && value.length > LONGEST_TEXT
          ? value.slice(0, LONGEST_TEXT)
          : typeof value === "bigint"
            ? value.toString()
            : value;
    this.#room -= typeof shown === "string" ? shown.length : 8;
    return shown;
  }
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
