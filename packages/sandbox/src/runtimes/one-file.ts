import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const OWN_REQUIRE = /\brequire\(\s*"(\.[^"]+)",?\s*\)/g;
const written = new Map<string, string>();

/**
 * A CommonJS program with the files of its own that it requires, as one file below a directory: each file that a process
 * has to find, read and compile by itself makes every cold start later. It is written once.
 */
export function oneFileOf(main: string, directory: string): string {
  const known = written.get(`${directory}\0${main}`);
  if (known !== undefined && existsSync(known)) return known;
  const text = joined(main);
  const name = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const file = join(directory, `${name}.cjs`);
  mkdirSync(directory, { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, text);
  // Functions run as another user, whatever the server keeps to itself.
  chmodSync(unfinished, 0o644);
  renameSync(unfinished, file);
  written.set(`${directory}\0${main}`, file);
  return file;
}

/** The text of a program in which every file of its own is a function, run at its first use as a module is. */
export function joined(main: string): string {
  const paths: string[] = [];
  const parts: string[] = [];
  const textOf = (path: string): string =>
    readFileSync(path, "utf8").replaceAll(
      OWN_REQUIRE,
      (_all, name: string) => `part(${indexOf(join(dirname(path), name))})`,
    );
  const indexOf = (path: string): number => {
    const known = paths.indexOf(path);
    if (known >= 0) return known;
    const index = paths.push(path) - 1;
    parts[index] = textOf(path);
    return index;
  };
  const program = textOf(main);
  return [
    "const made = [];",
    "function part(index) {",
    "  if (made[index]) return made[index].exports;",
    "  const module = (made[index] = { exports: {} });",
    "  parts[index](module, module.exports);",
    "  return module.exports;",
    "}",
    "const parts = [",
    ...parts.map((text) => `function (module, exports) {\n${text}\n},`),
    "];",
    program,
  ].join("\n");
}
