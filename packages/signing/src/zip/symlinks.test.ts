import assert from "node:assert/strict";
import { test } from "node:test";
import { readAll } from "../testing/reading.ts";
import { staysInside } from "./symlinks.ts";
import { writeZip } from "./write.ts";

const link = (name: string, target: string) => ({
  name,
  body: target,
  mode: 0o120777,
});

test("symlinks within the package are accepted", async () => {
  const bytes = writeZip([
    { name: "bin/tool.js", body: "x" },
    link("bin/tool", "tool.js"),
    link("node_modules/.bin/tool", "../../bin/tool.js"),
    link("here", "."),
  ]);
  assert.equal(typeof (await readAll(bytes)), "object");
});

test("symlinks that may leave the package are refused", async () => {
  for (const target of [
    "/etc/passwd",
    "..",
    "../x",
    "a/../../x",
    "here/..",
    "",
    "a\\..\\..",
    "x\0y",
  ])
    assert.equal(
      await readAll(writeZip([link("link", target)])),
      "escaping-symlink",
    );
});

test("nothing may lie below a symlink", async () => {
  const bytes = writeZip([link("link", "."), { name: "link/x", body: "" }]);
  assert.equal(await readAll(bytes), "name-collision");
});

test("a target may climb exactly as high as its link lies deep", () => {
  assert.equal(staysInside("a/b/link", "../../x"), true);
  assert.equal(staysInside("a/b/link", "../../../x"), false);
  assert.equal(staysInside("a/b/link", "./../x"), true);
});
