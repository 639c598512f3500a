import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import {
  lstat,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { writeZip, type EntryToWrite } from "@gatehouse/signing";
import fc from "fast-check";
import { Fault } from "../../../core/errors.ts";
import { UnpackedCode } from "./unpack.ts";

const LINK = 0o120777;

/** Unpacks entries under a folder of their own and shows it to `use`. */
async function unpacking(
  entries: readonly EntryToWrite[],
  use: (folder: Promise<string>, root: string) => Promise<void>,
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), "unpack-"));
  try {
    const zip = writeZip(entries);
    const file = join(root, "package.zip");
    await writeFile(file, zip);
    const sha256 = createHash("sha256").update(zip).digest("hex");
    await use(new UnpackedCode(join(root, "data")).folder(sha256, file), root);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

void test("files, folders, links and execute bits come out as they were packed", async () => {
  await unpacking(
    [
      { name: "bin/", body: "" },
      { name: "bin/run", body: "#!/bin/sh\n", mode: 0o100755 },
      { name: "deep/er/a.txt", body: "a", mode: 0o100600 },
      { name: "link", body: "deep/er/a.txt", mode: LINK },
    ],
    async (unpacked) => {
      const folder = await unpacked;
      assert.equal((await stat(join(folder, "bin/run"))).mode & 0o777, 0o755);
      const text = join(folder, "deep/er/a.txt");
      assert.equal((await stat(text)).mode & 0o777, 0o644, "for all to read");
      assert((await lstat(join(folder, "link"))).isSymbolicLink());
      assert.equal(await readFile(join(folder, "link"), "utf8"), "a");
    },
  );
});

void test("nothing is written outside the folder, and nothing of a refused archive stays", async () => {
  const hostile: EntryToWrite[][] = [
    [{ name: "../out.txt", body: "x" }],
    [{ name: "/out.txt", body: "x" }],
    [
      { name: "up", body: "../..", mode: LINK },
      { name: "up/out.txt", body: "x" },
    ],
    [
      { name: "a", body: "b", mode: LINK },
      { name: "a/out.txt", body: "x" },
    ],
    [
      { name: "a", body: "x" },
      { name: "a/b", body: "x" },
    ],
  ];
  for (const entries of hostile)
    await unpacking(entries, async (unpacked, root) => {
      await assert.rejects(unpacked, {
        name: "InvalidParameterValueException",
        message:
          "Could not unzip uploaded file. Please check your file, then try to upload again.",
      });
      const left = await readdir(join(root, "data", "code")).catch(() => []);
      assert.deepEqual(left, []);
      assert.deepEqual(await outside(root), []);
    });
});

/** What lies beside the package and the data folder. */
async function outside(root: string): Promise<string[]> {
  const names = await readdir(root);
  return names.filter((name) => name !== "data" && name !== "package.zip");
}

void test("a package that was changed on disk is not unpacked", async () => {
  const root = await mkdtemp(join(tmpdir(), "unpack-"));
  try {
    const file = join(root, "package.zip");
    await writeFile(file, writeZip([{ name: "a", body: "changed" }]));
    const code = new UnpackedCode(join(root, "data"));
    await assert.rejects(code.folder("0".repeat(64), file), /changed on disk/);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
});

void test("whatever an archive's names are, it unpacks inside its folder or is refused", async () => {
  const segment = fc.constantFrom("a", "b", "..", ".", "", "A", "c d", "é");
  const name = fc.array(segment, { maxLength: 3 }).map((s) => s.join("/"));
  const entry = fc.record({
    name,
    body: fc.constantFrom("x", "..", "a", "../..", "/etc/passwd"),
    mode: fc.constantFrom(0o100644, 0o100755, LINK, 0o040755),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(entry, { maxLength: 4 }), async (entries) => {
      await unpacking(entries, async (unpacked, root) => {
        try {
          await unpacked;
        } catch (error) {
          assert(error instanceof Fault, String(error));
        }
        assert.deepEqual(await outside(root), []);
      });
    }),
    { numRuns: 60 },
  );
});

void test("code is for its function to read whatever the server's umask, in folders that were not packed as well", async () => {
  const program = `
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeZip } from ${JSON.stringify(import.meta.resolve("@gatehouse/signing"))};
import { UnpackedCode } from ${JSON.stringify(import.meta.resolve("./unpack.ts"))};
const root = mkdtempSync(${JSON.stringify(join(tmpdir(), "unpack-"))});
const zip = writeZip([{ name: "a/b/c.txt", body: "c", mode: 0o100600 }, { name: "a/run", body: "#!", mode: 0o100755 }]);
writeFileSync(join(root, "p.zip"), zip);
const folder = await new UnpackedCode(join(root, "data")).folder(createHash("sha256").update(zip).digest("hex"), join(root, "p.zip"));
const mode = (name) => (lstatSync(join(folder, name)).mode & 0o777).toString(8);
process.stdout.write(JSON.stringify([".", "a", "a/b", "a/b/c.txt", "a/run"].map(mode)));
rmSync(root, { recursive: true });`;
  const { stdout } = await promisify(execFile)("/bin/sh", [
    "-c",
    'umask 077; exec "$@"',
    "sh",
    process.execPath,
    "--input-type=module",
    "-e",
    program,
  ]);
  assert.deepEqual(JSON.parse(stdout), ["755", "755", "755", "644", "755"]);
});
