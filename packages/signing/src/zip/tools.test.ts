import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { readAll } from "../testing/reading.ts";

/** A folder with a few files, and the archive that a tool makes of it; skipped when the tool is not here. */
async function archiveBy(
  context: TestContext,
  tool: string,
  args: readonly string[],
) {
  if (spawnSync(tool, ["--version"]).error) {
    context.skip(`${tool} is not installed here`);
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  try {
    mkdirSync(join(folder, "lib"));
    writeFileSync(join(folder, "index.mjs"), "export const handler = 1;\n");
    writeFileSync(join(folder, "lib", "naïve.txt"), "text ".repeat(500));
    writeFileSync(join(folder, "lib", "empty"), "");
    // Java reads names as its surroundings say.
    const env = { ...process.env, LC_ALL: "C.UTF-8" };
    execFileSync(tool, args, { cwd: folder, env, stdio: "ignore" });
    return await readAll(readFileSync(join(folder, "out.zip")));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function assertRead(read: Awaited<ReturnType<typeof archiveBy>>) {
  if (read === undefined) return;
  assert.equal(
    typeof read === "object" && read["index.mjs"],
    "export const handler = 1;\n",
  );
}

test("archives of Info-ZIP's zip are accepted", async (context) => {
  assertRead(
    await archiveBy(context, "zip", ["-qr", "out.zip", "index.mjs", "lib"]),
  );
});

test("archives of Info-ZIP's zip to a pipe are accepted", async (context) => {
  const args = ["-c", "zip -q - -r index.mjs lib | cat > out.zip"];
  if (spawnSync("zip", ["--version"]).error)
    return context.skip("zip is not installed here");
  assertRead(await archiveBy(context, "sh", args));
});

test("archives of Java's jar are accepted", async (context) => {
  assertRead(
    await archiveBy(context, "jar", ["cf", "out.zip", "index.mjs", "lib"]),
  );
});

const python = `
import sys, zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): pass
with open("out.zip", "wb") as file:
    target = Pipe(file) if sys.argv[1] == "pipe" else file
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write("index.mjs")
        archive.write("lib")
        archive.write("lib/naïve.txt")
        with archive.open("big", "w", force_zip64=sys.argv[1] == "zip64") as big:
            big.write(b"0123456789" * 300000)
`;

for (const how of ["file", "pipe", "zip64"])
  test(`archives of Python's zipfile (${how}) are accepted`, async (context) => {
    assertRead(await archiveBy(context, "python3", ["-c", python, how]));
  });
