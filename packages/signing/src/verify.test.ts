import assert from "node:assert/strict";
import { test } from "node:test";
import { describeChecks } from "./checks.ts";
import { createSignature } from "./cms/create.ts";
import { revocationCheck } from "./revocation.ts";
import {
  failures,
  jobArn,
  newPublisher,
  profileArn,
  profileVersionArn,
  signingTime,
  trusted,
} from "./testing/publisher.ts";
import { rawZip } from "./testing/raw-zip.ts";
import { openZip } from "./zip/open.ts";
import { bufferSource } from "./zip/source.ts";
import { writeZip, type EntryToWrite } from "./zip/write.ts";

const publisher = newPublisher();
const files = [
  { name: "index.mjs", body: "export const handler = 1;" },
  { name: "lib/", body: "" },
  { name: "lib/a.txt", body: "text" },
];
const signed = await publisher.signFiles(files);
const entries = await entriesOf(signed);

/** A package's entries, to be written again with changes. */
async function entriesOf(bytes: Uint8Array): Promise<EntryToWrite[]> {
  const reading = await openZip(bufferSource(bytes));
  assert(reading.ok);
  return Promise.all(
    reading.archive.entries.map(async (entry) => ({
      name: entry.name,
      body: Buffer.concat(await Array.fromAsync(entry.stream())),
    })),
  );
}

const verdictOf = async (
  bytes: Uint8Array,
  policy?: Parameters<typeof publisher.verify>[1],
) => (await publisher.verify(bytes, policy)).verdict;

test("a signed package is valid, with every check passed or skipped and its signature told", async () => {
  const { verdict, checks, signature, evidence } =
    await publisher.verify(signed);
  assert.equal(verdict, "VALID");
  assert.deepEqual(
    checks.map(({ code, outcome }) => `${code} ${outcome}`),
    [
      "archive pass",
      "signature-file pass",
      "envelope pass",
      "chain pass",
      "signer-certificate pass",
      "signing-time pass",
      "signature pass",
      "digest pass",
      "framing pass",
      "expiry pass",
      "revocation skip",
      "profile skip",
    ],
  );
  assert.equal(signature?.jobArn, jobArn);
  assert.equal(signature?.profileVersionArn, profileVersionArn);
  assert.deepEqual(signature?.signingTime, signingTime);
  assert.equal(signature?.certificateHashes.length, 3);
  assert.equal(evidence?.digest?.length, 48);
});

test("a package recompressed, re-timed or with other permissions stays valid", async () => {
  const rezipped = writeZip(
    entries.map((entry) => ({
      ...entry,
      method: 0 as const,
      modified: new Date("2024-05-06"),
      ...(entry.name.endsWith("/") ? {} : { mode: 0o100755 }),
    })),
  );
  assert.equal(await verdictOf(rezipped), "VALID");
});

test("an unsigned package and one whose signature was stripped are mismatches", async () => {
  for (const bytes of [writeZip(files), writeZip(entries.slice(0, -1))]) {
    const verification = await publisher.verify(bytes);
    assert.equal(verification.verdict, "MISMATCH");
    assert.deepEqual(failures(verification), ["signature-file"]);
  }
});

test("a malformed archive is an integrity failure", async () => {
  const verification = await publisher.verify(
    Buffer.concat([signed, Buffer.from("x")]),
  );
  assert.equal(verification.verdict, "INTEGRITY");
  assert.deepEqual(failures(verification), ["archive"]);
});

test("a changed file is named, with the hash that was signed and the one found", async () => {
  const changed = entries.map((entry) =>
    entry.name === "lib/a.txt" ? { ...entry, body: "tex+" } : entry,
  );
  const { verdict, checks } = await publisher.verify(writeZip(changed));
  const digest = checks.find(({ code }) => code === "digest");
  assert.equal(verdict, "INTEGRITY");
  assert.equal(digest?.file, "lib/a.txt");
  assert.match(digest?.expected ?? "", /^982d9e3eb996f559/);
  assert.match(digest?.actual ?? "", /^[0-9a-f]{64}$/);
  assert.match(describeChecks(checks), /FAIL digest .*lib\/a\.txt was changed/);
});

test("renamed, added, removed and reordered entries are integrity failures", async () => {
  const [first, ...rest] = entries;
  assert(first);
  const alterations = [
    [{ ...first, name: "index2.mjs" }, ...rest],
    [{ name: "new", body: "" }, ...entries],
    rest,
    [...rest, first],
    entries.toReversed(),
  ];
  for (const altered of alterations)
    assert.equal(await verdictOf(writeZip(altered)), "INTEGRITY");
});

test("a reordered package says which entry is out of place", async () => {
  const { checks } = await publisher.verify(writeZip(entries.toReversed()));
  const digest = checks.find(({ code }) => code === "digest");
  assert.match(digest?.reason ?? "", /was moved/);
});

test("a boundary shifted between name and body passes AWS's digest and fails the framing", async () => {
  const honest = await publisher.signFiles([
    { name: "z.txt", body: "evil.pyimport os" },
  ]);
  const [, folder, signature] = await entriesOf(honest);
  assert(folder && signature);
  const shifted = await publisher.verify(
    writeZip([
      { name: "z.txt", body: "" },
      { name: "evil.py", body: "import os" },
      folder,
      signature,
    ]),
  );
  assert.equal(shifted.verdict, "INTEGRITY");
  assert.deepEqual(failures(shifted), ["framing"]);
});

test("a file turned into a symlink fails the framing", async () => {
  const altered = entries.map((entry) =>
    entry.name === "lib/a.txt" ? { ...entry, mode: 0o120777 } : entry,
  );
  const verification = await publisher.verify(writeZip(altered));
  assert.deepEqual(failures(verification), ["framing"]);
});

test("a signature of another package is an integrity failure", async () => {
  const other = await entriesOf(
    await publisher.signFiles([{ name: "other", body: "" }]),
  );
  const signature = other.at(-1);
  assert(signature);
  const bytes = writeZip([...entries.slice(0, -1), signature]);
  assert.equal(await verdictOf(bytes), "INTEGRITY");
});

test("a signature file that is garbage, too large, a symlink or corrupt is an integrity failure", async () => {
  const rest = entries.slice(0, -1);
  const name = "META_INF/aws_signer_signature_v1.0.SF";
  const lie = { crc32: 1 };
  const archives = [
    writeZip([...rest, { name, body: "garbage" }]),
    writeZip([...rest, { name, body: Buffer.alloc(600_000, "ab") }]),
    writeZip([...rest, { name, body: "x", mode: 0o120777 }]),
    rawZip([{ name, body: "x", local: lie, central: lie }]),
  ];
  for (const bytes of archives)
    assert.equal(await verdictOf(bytes), "INTEGRITY");
});

test("a stranger's signature is a mismatch, though it brings its own root and the same names", async () => {
  const stranger = newPublisher();
  const bytes = await stranger.signFiles(files);
  const verification = await publisher.verify(bytes);
  assert.equal(verification.verdict, "MISMATCH");
  assert.deepEqual(failures(verification), ["chain"]);
  assert.equal((await stranger.verify(bytes)).verdict, "VALID");
});

test("a signature has expired from its last moment on, not before", async () => {
  const end = new Date("2030-01-01T00:00:00Z");
  assert.equal(await verdictOf(signed, { now: new Date(+end - 1) }), "VALID");
  assert.equal(await verdictOf(signed, { now: end }), "EXPIRED");
});

test("a certificate that has run out since signing does not matter", async () => {
  const later = new Date("2029-06-01");
  assert.equal(await verdictOf(signed, { now: later }), "VALID");
});

test("a signing time in the future is a mismatch, within the clocks' skew it is not", async () => {
  const before = (minutes: number) =>
    publisher.verify(signed, {
      now: new Date(+signingTime - minutes * 60_000),
    });
  assert.equal((await before(4)).verdict, "VALID");
  assert.equal((await before(6)).verdict, "MISMATCH");
  assert.deepEqual(failures(await before(6)), ["signing-time"]);
});

test("a revoked job, profile or certificate revokes, a foreign one does not", async () => {
  const { signature } = await publisher.verify(signed);
  const [, subordinate = ""] = signature?.certificateHashes ?? [];
  for (const list of [
    { jobArns: [jobArn] },
    { profileVersions: [[profileVersionArn, signingTime]] as const },
    { certificateHashes: [subordinate] },
  ])
    assert.equal(
      await verdictOf(signed, { isRevoked: revocationCheck(list) }),
      "REVOKED",
    );
  const foreign = revocationCheck({ jobArns: ["arn:other"] });
  assert.equal(await verdictOf(signed, { isRevoked: foreign }), "VALID");
});

test("an allowed profile is valid, with or without version; another is a mismatch", async () => {
  for (const allowed of [profileVersionArn, profileArn])
    assert.equal(
      await verdictOf(signed, { allowedProfiles: [allowed] }),
      "VALID",
    );
  for (const allowedProfiles of [[], [`${profileArn}/0000000000`]])
    assert.equal(await verdictOf(signed, { allowedProfiles }), "MISMATCH");
});

test("tampering outranks distrust, distrust revocation, and revocation expiry", async () => {
  const worst = {
    now: new Date("2031-01-01"),
    isRevoked: revocationCheck({ jobArns: [jobArn] }),
    allowedProfiles: [],
  };
  const changed = writeZip(entries.with(0, { name: "index.mjs", body: "" }));
  assert.equal(await verdictOf(changed, worst), "INTEGRITY");
  assert.equal(await verdictOf(signed, worst), "MISMATCH");
  const { allowedProfiles: _, ...revoked } = worst;
  assert.equal(await verdictOf(signed, revoked), "REVOKED");
});

test("every failed check says what to do", async () => {
  const { checks } = await publisher.verify(writeZip(entries.toReversed()), {
    now: new Date("2031-01-01"),
    roots: [],
    allowedProfiles: [profileArn.slice(1)],
    isRevoked: revocationCheck({ jobArns: [jobArn] }),
  });
  const failed = checks.filter((check) => check.outcome === "fail");
  assert.deepEqual(
    failed.map(({ code }) => code),
    ["chain", "digest", "framing", "expiry", "revocation", "profile"],
  );
  for (const { reason, remedy } of failed) {
    assert.match(reason, /\.$/);
    assert.match(remedy, /\.$/);
  }
});

test("AWS's form without framing is accepted below roots that do not require it, and refused below ours", async () => {
  const rootPem = publisher.authority.root.certificatePem;
  const bytes = await withoutFraming();
  assert.equal(
    await verdictOf(bytes, { roots: trusted(rootPem, false) }),
    "VALID",
  );
  const ours = await publisher.verify(bytes);
  assert.equal(ours.verdict, "INTEGRITY");
  assert.deepEqual(failures(ours), ["framing"]);
});

/** The signed package with a signature as AWS makes it. */
async function withoutFraming() {
  const { evidence } = await publisher.verify(signed);
  assert(evidence?.digest);
  const body = await createSignature(publisher.identity, {
    content: evidence.digest,
    signingTime,
    expiresAt: new Date("2030-01-01"),
    jobArn,
    profileVersionArn,
  });
  const name = "META_INF/aws_signer_signature_v1.0.SF";
  return writeZip([...entries.slice(0, -1), { name, body }]);
}
