import { deepEqual, equal, match } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { writeZip } from "@gatehouse/signing";

const GATEHOUSE = fileURLToPath(
  new URL("../bin/gatehouse.js", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function gatehouse(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [GATEHOUSE, ...args],
    {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GATEHOUSE_DATA_DIR: join(folder, "state") },
    },
  );
  return { status, stdout, stderr };
}

writeFileSync(
  join(folder, "code.zip"),
  writeZip([{ name: "index.js", body: "exports.handler = 1;" }]),
);
const ROOT = ".gatehouse/authority/root.pem";

test("a package signed offline verifies, and one byte later it does not", () => {
  equal(gatehouse("sign", "code.zip", "--out", "signed.zip").status, 0);
  const good = gatehouse("verify", "signed.zip", "--trust-root", ROOT);
  equal(good.status, 0, good.stderr);
  match(good.stdout, /^VALID {2}signed\.zip/);

  const bytes = readFileSync(join(folder, "signed.zip"));
  bytes[45] = (bytes[45] ?? 0) ^ 1;
  writeFileSync(join(folder, "changed.zip"), bytes);
  const bad = gatehouse("verify", "changed.zip", "--trust-root", ROOT);
  equal(bad.status, 1);
  match(bad.stdout, /^INTEGRITY {2}changed\.zip/);
  match(bad.stdout, /file: index\.js/);
});

test("verify answers JSON, and judges profile, time and revocations", () => {
  gatehouse(
    "sign",
    "code.zip",
    "--out",
    "judged.zip",
    "--profile",
    "release",
    "--days",
    "1",
  );
  const verdict = (...args: string[]) => {
    const { stdout } = gatehouse(
      "verify",
      "judged.zip",
      "--trust-root",
      ROOT,
      "--json",
      ...args,
    );
    return JSON.parse(stdout) as {
      verdict: string;
      signature: { jobArn: string; profileVersionArn: string };
    };
  };
  const { verdict: now, signature } = verdict();
  equal(now, "VALID");
  equal(verdict("--profile", signature.profileVersionArn).verdict, "VALID");
  equal(
    verdict(
      "--profile",
      signature.profileVersionArn.replace("release", "other"),
    ).verdict,
    "MISMATCH",
  );
  equal(
    verdict("--at", new Date(Date.now() + 2 * 86_400_000).toISOString())
      .verdict,
    "EXPIRED",
  );
  writeFileSync(
    join(folder, "revoked.json"),
    JSON.stringify({ jobArns: [signature.jobArn] }),
  );
  equal(verdict("--revoked", "revoked.json").verdict, "REVOKED");
});

test("a package of another authority is not trusted", () => {
  gatehouse(
    "sign",
    "code.zip",
    "--out",
    "foreign.zip",
    "--authority",
    "theirs",
  );
  equal(
    gatehouse("verify", "foreign.zip", "--trust-root", "theirs/root.pem")
      .status,
    0,
  );
  const { status, stdout } = gatehouse(
    "verify",
    "foreign.zip",
    "--trust-root",
    ROOT,
    "--json",
  );
  equal(status, 1);
  equal((JSON.parse(stdout) as { verdict: string }).verdict, "MISMATCH");
});

test("what cannot be signed is said, and nothing is written", () => {
  gatehouse("sign", "code.zip", "--out", "once.zip");
  const { status, stderr } = gatehouse(
    "sign",
    "once.zip",
    "--out",
    "twice.zip",
  );
  equal(status, 1);
  match(stderr, /already has a signature/);
  equal(
    statSync(join(folder, "twice.zip"), { throwIfNoEntry: false }),
    undefined,
  );
});

test("the keys of an authority are for their owner alone", () => {
  equal(
    statSync(join(folder, ".gatehouse/authority/authority.json")).mode & 0o777,
    0o600,
  );
});

test("wrong words end with code 2 and a sentence, not a stack", () => {
  const wrong = [
    ["nonsense"],
    ["verify"],
    ["verify", "code.zip"],
    ["verify", "missing.zip", "--trust-root", ROOT],
    ["verify", "code.zip", "--trust-root", "code.zip"],
    ["verify", "code.zip", "--unknown"],
    ["sign", "code.zip"],
    ["sign", "code.zip", "--out", "x.zip", "--days", "0"],
    ["serve", "--port", "many"],
    ["serve", "--host", "0.0.0.0"],
  ];
  for (const args of wrong) {
    const { status, stderr } = gatehouse(...args);
    equal(status, 2, args.join(" "));
    match(stderr, /\w/);
    equal(/\n\s+at /.test(stderr), false, stderr);
  }
});

test("every command helps", () => {
  const overview = gatehouse("--help");
  equal(overview.status, 0);
  const names = [...overview.stdout.matchAll(/^ {2}([\w-]+) {2,}/gm)].map(
    ([, name]) => name ?? "",
  );
  deepEqual(names, [
    "serve",
    "env",
    "sign",
    "verify",
    "explain",
    "audit-only",
    "policy",
    "check",
  ]);
  for (const name of names)
    match(
      gatehouse(name, "--help").stdout,
      new RegExp(`Usage: gatehouse ${name}`),
    );
});

test("env says where there is no platform to point at", () => {
  const { status, stderr } = gatehouse("env");
  equal(status, 1);
  match(stderr, /holds no platform/);
});
