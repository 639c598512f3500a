import { equal, match } from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { oneFileOf } from "./one-file.ts";

test("a program of several files runs as one, each of its parts once, those in a circle too", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "one-file-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const write = (name: string, text: string) =>
    writeFileSync(join(folder, name), text);
  mkdirSync(join(folder, "own"));
  write(
    "main.cjs",
    'const { sep } = require("node:path");\nconst { one } = require("./own/one.cjs");\nconst two = require("./own/two.cjs");\nconsole.log(one(), two.name, sep);',
  );
  write(
    "own/one.cjs",
    'console.log("once");\nexports.one = () => require("./two.cjs").name + "!";',
  );
  write(
    "own/two.cjs",
    'const {\n  one,\n} = require(\n  "./one.cjs",\n);\nmodule.exports = { name: typeof one };',
  );
  const out = join(folder, "out");
  const file = oneFileOf(join(folder, "main.cjs"), out);
  rmSync(join(folder, "own"), { recursive: true });
  const printed = execFileSync(process.execPath, [file], { encoding: "utf8" });
  equal(printed, "once\nfunction! function /\n");
  equal(oneFileOf(join(folder, "main.cjs"), out), file, "written once");
  match(readdirSync(out).join(), /^[0-9a-f]{16}\.cjs$/);
});
