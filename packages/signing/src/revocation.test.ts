import assert from "node:assert/strict";
import { test } from "node:test";
import { revocationCheck } from "./revocation.ts";

const signature = {
  jobArn: "job",
  profileVersionArn: "profile/1",
  signingTime: new Date("2026-03-01T12:00:00Z"),
  certificateHashes: ["leaf", "authority"],
};
const revoked = async (list: Parameters<typeof revocationCheck>[0]) =>
  (await revocationCheck(list)(signature))?.revoked;

test("a signature is revoked by its job, and not by another", async () => {
  assert.equal(await revoked({ jobArns: ["job"] }), "job");
  assert.equal(await revoked({ jobArns: ["other"] }), undefined);
});

test("a profile's revocation takes signatures from its effective time on, and no earlier ones", async () => {
  const from = (time: string) =>
    revoked({ profileVersions: [["profile/1", new Date(time)]] });
  assert.equal(await from("2026-03-01T11:59:59Z"), "profile");
  assert.equal(await from("2026-03-01T12:00:00Z"), "profile");
  assert.equal(await from("2026-03-01T12:00:01Z"), undefined);
});

test("a certificate anywhere in the chain revokes", async () => {
  assert.equal(
    await revoked({ certificateHashes: ["authority"] }),
    "certificate",
  );
  assert.equal(await revoked({ certificateHashes: ["stranger"] }), undefined);
});
