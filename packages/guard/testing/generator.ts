import type { Chance } from "./random.ts";

const KEYS = ["a", "b", "c", "Type", "Policies", "foo_bar", "FooBar", "x-y"];
const TEXTS = ["a", "b", "ab", "abc", "", "x", "AWS::S3::Bucket", "1", "Ünï"];
const TYPES = ["AWS::S3::Bucket", "AWS::SQS::Queue"];
const VARIABLES = ["v1", "v2", "v3"];

/** A random document of a few levels, often with Resources. */
export function randomDocument(chance: Chance): unknown {
  const document = randomMap(chance, 3);
  if (chance.holds(0.8))
    document["Resources"] = Object.fromEntries(
      chance.times(4, (index) => [
        `R${index}`,
        { Type: chance.pick(TYPES), Properties: randomMap(chance, 2) },
      ]),
    );
  return document;
}

function randomMap(chance: Chance, depth: number): Record<string, unknown> {
  return Object.fromEntries(
    chance.times(5, () => [chance.pick(KEYS), randomValue(chance, depth)]),
  );
}

function randomValue(chance: Chance, depth: number): unknown {
  switch (chance.below(depth > 0 ? 11 : 7)) {
    case 0:
    case 1:
      return chance.pick(TEXTS);
    case 2:
    case 3:
      return chance.below(4);
    case 4:
      return chance.pick([0.5, 1.5, -2.25]);
    case 5:
      return chance.holds(0.5);
    case 6:
      return null;
    case 7:
    case 8:
      return chance.times(3, () => randomValue(chance, depth - 1));
    default:
      return randomMap(chance, depth - 1);
  }
}

/** A random rule file over every construct of the language; rules are named with the suffix. */
export function randomRules(chance: Chance, suffix = ""): string {
  return new RuleWriter(chance, suffix).file();
}

class RuleWriter {
  readonly #chance: Chance;
  readonly #suffix: string;

  constructor(chance: Chance, suffix: string) {
    this.#chance = chance;
    this.#suffix = suffix;
  }

  file(): string {
    const chance = this.#chance;
    const count = 1 + chance.below(3);
    const parts = [
      ...VARIABLES.map((name) => `let ${name} = ${this.#global()}`),
      `rule ${this.#name("p1")}(q) {\n${this.#one()}\n}`,
      `rule ${this.#name("p2")}(q, w) {\n${chance.pick(["%q == %w", "%q in %w", "%q exists\n%w !empty"])}\n}`,
      `rule ${this.#name("r0")} {\n${this.#block(1)}\n}`,
    ];
    for (let index = 1; index <= count; index += 1) {
      const when = chance.holds(0.3) ? ` when ${this.#conditions(1)}` : " ";
      parts.push(
        `rule ${this.#name(`r${index}`)}${when}{\n${this.#body(index)}\n}`,
      );
    }
    if (chance.holds(0.1)) parts.push(this.#line(1));
    return parts.join("\n");
  }

  #body(index: number): string {
    const chance = this.#chance;
    if (chance.holds(0.15)) return `${TYPES[0]} {\n${this.#block(1)}\n}`;
    return [
      this.#block(2),
      ...(chance.holds(0.2) ? [this.#name("r0")] : []),
      ...(index > 1 && chance.holds(0.1) ? [`not ${this.#name("r1")}`] : []),
    ].join("\n");
  }

  #one(): string {
    return this.#chance.pick([
      "%q exists",
      `%q == ${this.#literal(1)}`,
      `%q {\n${this.#block(0)}\n}`,
      "%q is_string\n%q != 'x'",
    ]);
  }

  #name(name: string): string {
    return `${name}${this.#suffix}`;
  }

  #global(): string {
    const query = this.#query(1).replaceAll(/%v\d/g, "a");
    return this.#chance.pick([this.#literal(1), query, query]);
  }

  #block(depth: number): string {
    const chance = this.#chance;
    const lines = chance.holds(0.2) ? [this.#assignment(depth)] : [];
    for (let count = chance.below(3); count >= 0; count -= 1)
      lines.push(this.#line(depth));
    return lines.join("\n");
  }

  #line(depth: number): string {
    let line = this.#clause(depth);
    while (this.#chance.holds(0.2)) line += ` or ${this.#clause(depth)}`;
    return line;
  }

  #clause(depth: number): string {
    const chance = this.#chance;
    const which = chance.below(20);
    const some = chance.holds(0.2) ? "some " : "";
    const not = chance.holds(0.07) ? "not " : "";
    const message = chance.holds(0.1) ? " <<m>>" : "";
    if (which < 9)
      return `${not}${some}${this.#query(depth)} ${chance.pick(["==", "==", "!=", "in", "not in", "!in", "<", ">", "<=", ">="])} ${this.#right(depth)}${message}`;
    if (which < 14 || depth <= 0)
      return `${not}${some}${this.#query(Math.max(depth, 0))} ${chance.pick(["", "!", "not "])}${chance.pick(["exists", "exists", "empty", "is_string", "is_list", "is_struct", "is_int", "is_bool", "is_null", "is_float"])}${message}`;
    if (which < 16)
      return `${some}${this.#query(depth)}${chance.pick(["", " !empty"])} {\n${this.#block(depth - 1)}\n}`;
    if (which < 17)
      return `when ${this.#conditions(depth - 1)} {\n${this.#block(depth - 1)}\n}`;
    if (which < 18)
      return `${this.#name("p1")}(${this.#parameter()})${message}`;
    return `${this.#name("p2")}(${this.#parameter()}, ${chance.pick([this.#parameter(), `to_upper(${this.#query(0)})`])})`;
  }

  #right(depth: number): string {
    return this.#chance.pick([
      this.#literal(1),
      this.#literal(1),
      this.#query(Math.max(depth - 1, 0)),
    ]);
  }

  #parameter(): string {
    return this.#chance.pick([this.#literal(0), this.#query(0)]);
  }

  #conditions(depth: number): string {
    const chance = this.#chance;
    const lines: string[] = [];
    for (let count = chance.below(3); count >= 0; count -= 1)
      lines.push(
        chance.holds(0.15)
          ? `${chance.pick(["", "not "])}${this.#name("r0")}`
          : `${this.#query(depth)} ${chance.pick(["exists", "!empty", `== ${this.#literal(0)}`, `!= ${this.#literal(0)}`, "is_list"])}`,
      );
    return `${lines.join("\n")}\n`;
  }

  #assignment(depth: number): string {
    const query = () => this.#query(0);
    const value = this.#chance.pick([
      () => this.#literal(1),
      () => this.#query(depth),
      () => `some ${this.#query(depth)}`,
      () => `count(${query()})`,
      () => `to_lower(${query()})`,
      () => `parse_string(${query()})`,
      () => `parse_char(${query()})`,
      () => `join(${query()}, ',')`,
      () => `substring(${query()}, 0, 1)`,
      () => `json_parse(${query()})`,
      () => `regex_replace(${query()}, '(a)', '\${1}z')`,
      () => `url_decode(${query()})`,
    ]);
    return `let ${this.#chance.pick(VARIABLES)} = ${value()}`;
  }

  #query(depth: number): string {
    const start = this.#chance.pick([
      "Resources",
      "Resources.*",
      "Resources.*.Properties",
      "a",
      "b",
      "c",
      "this",
      "foo_bar",
      "fooBar",
      "Policy",
      ...VARIABLES.map((name) => `%${name}`),
    ]);
    return start + this.#chance.times(3, () => this.#part(depth)).join("");
  }

  #part(depth: number): string {
    const chance = this.#chance;
    const plain = chance.pick([
      ".a",
      ".b",
      ".c",
      ".Type",
      ".FooBar",
      ".*",
      "[*]",
    ]);
    switch (chance.below(12)) {
      case 0:
        return `[${chance.below(3)}]`;
      case 1:
        return `.${chance.below(2)}`;
      case 2:
        return depth > 0 ? `[ ${this.#clause(depth - 1)} ]` : plain;
      case 3:
        return depth > 0 ? chance.pick(["[cap]", "['a']", '["x-y"]']) : plain;
      case 4:
        return depth > 0
          ? `[ keys ${chance.pick(["==", "!=", "in", "not in"])} ${chance.pick([this.#literal(1), "/a/", '["a","b"]'])} ]`
          : plain;
      case 5:
        return depth > 0 ? `.%${chance.pick(VARIABLES)}` : plain;
      default:
        return plain;
    }
  }

  #literal(depth: number): string {
    const chance = this.#chance;
    switch (chance.below(depth > 0 ? 13 : 9)) {
      case 0:
      case 1:
      case 2:
        return JSON.stringify(chance.pick(TEXTS));
      case 3:
      case 4:
        return String(chance.below(4));
      case 5:
        return chance.pick(["0.5", "1.5"]);
      case 6:
        return chance.pick(["true", "false"]);
      case 7:
        return "null";
      case 8:
        return chance.pick(["/a/", "/^a$/", "/(?i)AB/", "/\\d/", "/./"]);
      case 9:
        return chance.pick(["r[0,2]", "r(0,2)", "r[0.5,1.5)", "r(a,c]"]);
      case 10:
      case 11:
        return `[${chance.times(3, () => this.#literal(depth - 1)).join(", ")}]`;
      default:
        return `{ ${chance.times(2, () => `${chance.pick(["a", "b", "'c'"])}: ${this.#literal(depth - 1)}`).join(", ")} }`;
    }
  }
}
