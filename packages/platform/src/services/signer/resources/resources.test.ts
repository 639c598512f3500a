import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import { RevokeSigningProfileCommand } from "@aws-sdk/client-signer";
import { startCloud } from "../../../../testing/cloud.ts";
import { resourceHandler } from "../../../../testing/resources.ts";

const PlatformId = "AWSLambda-SHA384-ECDSA";

test("a signing profile lives as a resource: made, read, changed, listed, cancelled", async () => {
  await using cloud = await startCloud();
  const profiles = await resourceHandler(cloud, "AWS::Signer::SigningProfile");
  const before = {
    PlatformId,
    SignatureValidityPeriod: { Type: "MONTHS", Value: 12 },
    Tags: [{ Key: "team", Value: "blue" }],
  };
  const arn = await profiles.create(before, "step-1");
  equal(await profiles.create(before, "step-1"), arn);
  const { ProfileVersion, ...read } = (await profiles.read(arn)) ?? {};
  match(String(read["ProfileName"]), /^stack_Resource_[A-Z0-9]{12}$/);
  deepEqual(read, {
    Arn: arn,
    ProfileName: arn.split("/").at(-1),
    ProfileVersionArn: `${arn}/${String(ProfileVersion)}`,
    ...before,
  });
  await profiles.update(arn, {
    before,
    after: { ...before, Tags: [{ Key: "stage", Value: "test" }] },
  });
  deepEqual((await profiles.read(arn))?.["Tags"], [
    { Key: "stage", Value: "test" },
  ]);
  deepEqual(await profiles.list(), [arn]);
  await profiles.delete(arn);
  equal(await profiles.read(arn), undefined);
  deepEqual(await profiles.list(), []);
  await profiles.delete(arn);
  await rejects(
    profiles.create({ PlatformId, ProfileName: arn.split("/").at(-1) }),
    { name: "ValidationException", message: /already exists/ },
  );
});

test("a revoked profile is at its end: nothing is left to cancel", async () => {
  await using cloud = await startCloud();
  const profiles = await resourceHandler(cloud, "AWS::Signer::SigningProfile");
  const arn = await profiles.create({ PlatformId, ProfileName: "release" });
  const { ProfileVersion } = (await profiles.read(arn)) ?? {};
  await cloud.signer.send(
    new RevokeSigningProfileCommand({
      profileName: "release",
      profileVersion: String(ProfileVersion),
      reason: "leak",
      effectiveTime: new Date(Date.now() - 1000),
    }),
  );
  await profiles.delete(arn);
});

test("permissions of one profile live as resources, also when they are made at the same time", async () => {
  await using cloud = await startCloud();
  const profiles = await resourceHandler(cloud, "AWS::Signer::SigningProfile");
  await profiles.create({ PlatformId, ProfileName: "release" });
  const permissions = await resourceHandler(
    cloud,
    "AWS::Signer::ProfilePermission",
  );
  const grant = (StatementId: string) => ({
    ProfileName: "release",
    StatementId,
    Action: "signer:StartSigningJob",
    Principal: "111122223333",
  });
  const made = await Promise.all(
    ["a", "b", "c"].map((id) => permissions.create(grant(id), `step-${id}`)),
  );
  deepEqual(made, ["a|release", "b|release", "c|release"]);
  equal(await permissions.create(grant("b"), "step-b"), "b|release");
  deepEqual(await permissions.read("b|release"), grant("b"));
  await rejects(permissions.create(grant("a")), { name: "ConflictException" });
  await rejects(permissions.create({ ...grant("d"), Action: "signer:Fly" }), {
    name: "ValidationException",
  });
  await Promise.all(made.map((id) => permissions.delete(id)));
  equal(await permissions.read("a|release"), undefined);
  await permissions.delete("a|release");
});
