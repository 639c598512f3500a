import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { inflateRawSync } from "node:zlib";
import {
  bufferSource,
  createAuthority,
  fileSource,
  identityFromPem,
  issueSigner,
  openZip,
  signPackage,
  trustRootsFromPem,
  verifyPackage as verify,
  writeZip,
  type EntryToWrite,
  type TrustRoot,
  type ZipEntry,
} from "@gatehouse/signing";

import type { Figure } from "./figure.ts";

/** What verifying one large package costs, beside inflating and hashing it alone; times in ms of CPU, sizes in bytes. */
export type VerifyPackageFigures = {
  readonly shape: string;
  readonly zipped: number;
  readonly unzipped: number;
  readonly entries: number;
  readonly floorMs: number;
  readonly verifyMs: number;
  readonly verifyFromFileMs: number;
  readonly ratio: number;
  /** The most that resident memory rose above idle while verifying from a file, in the worst of a few processes. */
  readonly memory: number;
};

const run = promisify(execFile);
const rounds = 8;
const processes = 3;
const now = new Date("2026-01-01T00:00:00Z");
const MiB = 1024 * 1024;

/** Verifying packages of about 50 MB, beside inflating and hashing them alone. */
export async function verifyPackage(): Promise<Figure[]> {
  const shapes = [
    await measure("12,000 small files", 12_000, 13 * 1024),
    await measure("8 large files", 8, 19 * MiB),
  ];
  return shapes.flatMap(({ shape, floorMs, verifyMs, zipped, memory }) => [
    {
      what: `verify ${Math.round(zipped / 1e6)} MB, ${shape}`,
      value: verifyMs,
      unit: "ms CPU",
      baseline: { what: "inflate and hash alone", value: floorMs },
      goal: "≤ 1.25 ×",
    },
    {
      what: "  memory above idle, from a file",
      value: memory / 1e6,
      unit: "MB",
      goal: "≤ 64 MB",
    },
  ]);
}

async function measure(
  shape: string,
  count: number,
  size: number,
): Promise<VerifyPackageFigures> {
  const folder = await mkdtemp(join(tmpdir(), "verify-package-"));
  const file = join(folder, "package.zip");
  try {
    const { rootPem, zipped, unzipped } = await preparePackage(
      file,
      count,
      size,
    );
    const memory = await risingMemory(file, rootPem);
    const roots = trust(rootPem);
    await using source = await fileSource(file);
    const bytes = await source.read(0, source.size);
    const reading = await openZip(bufferSource(bytes));
    if (!reading.ok) throw new Error(reading.message);
    const { entries } = reading.archive;
    const data = compressedData(bytes, entries);
    const verifyInMemory = async () => {
      const { verdict } = await verify(bufferSource(bytes), { roots, now });
      if (verdict !== "VALID") throw new Error(verdict);
    };
    const [floorMs = NaN, verifyMs = NaN, verifyFromFileMs = NaN] =
      await leastCpu(
        () => inflateAndHash(data),
        verifyInMemory,
        () => verifyFile(file, roots),
      );
    return {
      shape,
      zipped,
      unzipped,
      entries: entries.length,
      floorMs,
      verifyMs,
      verifyFromFileMs,
      ratio: verifyMs / floorMs,
      memory,
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function verifyFile(file: string, roots: readonly TrustRoot[]) {
  await using source = await fileSource(file);
  const { verdict } = await verify(source, { roots, now });
  if (verdict !== "VALID") throw new Error(verdict);
}

async function preparePackage(file: string, count: number, size: number) {
  const entries: EntryToWrite[] = [];
  const random = randomBytes();
  for (let index = 0; index < count; index++)
    entries.push({
      name: `modules/part-${index % 200}/file-${index}.js`,
      body: sourceLike(size, random),
    });
  const authority = createAuthority({ name: "bench", now });
  const issue = issueSigner(authority, now);
  if (!issue.ok) throw new Error(issue.message);
  const signed = await signPackage(bufferSource(writeZip(entries)), {
    identity: identityFromPem(issue.chainPem, issue.privateKeyPem),
    jobArn: "arn:aws:signer:us-east-1:000000000000:/signing-jobs/bench",
    profileVersionArn:
      "arn:aws:signer:us-east-1:000000000000:/signing-profiles/bench/0123456789",
    signingTime: now,
    expiresAt: new Date("2030-01-01T00:00:00Z"),
  });
  if (!signed.ok) throw new Error(signed.message);
  await writeFile(file, signed.write());
  return {
    rootPem: authority.root.certificatePem,
    zipped: signed.size,
    unzipped: count * size,
  };
}

/** Text that deflates about as well as bundled JavaScript does, to a third. */
function sourceLike(size: number, random: () => number): Buffer {
  const words = "const return function await export import value event".split(
    " ",
  );
  const body = Buffer.alloc(size);
  let at = 0;
  while (at < size) {
    const word = words[random() % words.length] ?? "";
    const name = (random() >>> 0).toString(36).slice(0, 3 + (random() % 3));
    at += body.write(`${word} ${name}(${random() % 4096}); `, at, "latin1");
  }
  return body;
}

/** xorshift32: the same package in every run. */
function randomBytes(): () => number {
  let state = 0x9e3779b9;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

type Compressed = {
  readonly data: Uint8Array;
  readonly size: number;
  readonly deflated: boolean;
};

function compressedData(
  bytes: Uint8Array,
  entries: readonly ZipEntry[],
): Compressed[] {
  const archive = new DataView(bytes.buffer, bytes.byteOffset);
  let at = 0;
  return entries.map(({ size, compressedSize }) => {
    const deflated = archive.getUint16(at + 8, true) === 8;
    const nameLength = archive.getUint16(at + 26, true);
    const start = at + 30 + nameLength;
    at = start + compressedSize;
    return { data: bytes.subarray(start, at), size, deflated };
  });
}

/** The floor: nothing but inflating every entry and hashing what comes out. */
function inflateAndHash(entries: readonly Compressed[]): Promise<void> {
  const hash = createHash("sha384");
  for (const { data, size, deflated } of entries)
    hash.update(
      deflated ? inflateRawSync(data, { chunkSize: Math.max(64, size) }) : data,
    );
  hash.digest();
  return Promise.resolve();
}

/**
 * The least CPU time of each work over a few rounds, in ms, over all threads. The works take turns, so that other
 * load on the machine falls on all of them alike.
 */
async function leastCpu(
  ...works: readonly (() => Promise<void>)[]
): Promise<number[]> {
  const least = works.map(() => Infinity);
  for (let round = 0; round < rounds; round++)
    for (const [index, work] of works.entries()) {
      const start = process.cpuUsage();
      await work();
      const { user, system } = process.cpuUsage(start);
      least[index] = Math.min(least[index] ?? Infinity, (user + system) / 1000);
    }
  return least;
}

/** Verifies in fresh processes, whose idle memory is not blurred by building the package. */
async function risingMemory(file: string, rootPem: string): Promise<number> {
  const command = [import.meta.filename, file, rootPem];
  let most = 0;
  for (let turn = 0; turn < processes; turn++) {
    const { stdout } = await run(process.execPath, command);
    most = Math.max(most, Number(stdout));
  }
  return most;
}

async function printRisingMemory(file: string, rootPem: string) {
  const roots = trust(rootPem);
  const idle = process.memoryUsage.rss();
  let most = idle;
  // Not maxRSS, which a child inherits from its parent on Linux.
  const timer = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 1);
  await verifyFile(file, roots);
  clearInterval(timer);
  console.log(most - idle);
}

function trust(rootPem: string): readonly TrustRoot[] {
  const reading = trustRootsFromPem(rootPem, { requireFraming: true });
  if (!reading.ok) throw new Error(reading.message);
  return reading.roots;
}

// The process that measures memory runs this file with a package and its root.
const [, , packageFile, rootPemOfPackage] = process.argv;
if (import.meta.main && packageFile && rootPemOfPackage)
  await printRisingMemory(packageFile, rootPemOfPackage);
