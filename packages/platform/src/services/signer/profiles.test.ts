import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { createVerify, X509Certificate } from "node:crypto";
import { test } from "node:test";
import {
  AddProfilePermissionCommand,
  CancelSigningProfileCommand,
  GetRevocationStatusCommand,
  GetSigningPlatformCommand,
  GetSigningProfileCommand,
  ListProfilePermissionsCommand,
  ListSigningPlatformsCommand,
  ListSigningProfilesCommand,
  ListTagsForResourceCommand,
  PutSigningProfileCommand,
  RemoveProfilePermissionCommand,
  RevokeSignatureCommand,
  RevokeSigningProfileCommand,
  SignPayloadCommand,
  StartSigningJobCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-signer";
import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { startCloud, type Clients } from "../../../testing/cloud.ts";
import { allowing, makeUser, removeUser } from "../../../testing/principals.ts";
import {
  BUCKET,
  ended,
  jobInput,
  madeProfile,
  plainZip,
  signedObject,
  uploaded,
} from "./testing/signing.ts";

const LAMBDA = "AWSLambda-SHA384-ECDSA";

test("a profile's name is used once, and its validity is between a day and 135 months", async () => {
  await using cloud = await startCloud();
  await madeProfile(cloud, "release");
  const profile = await cloud.signer.send(
    new GetSigningProfileCommand({ profileName: "release" }),
  );
  deepEqual(profile.signatureValidityPeriod, { type: "MONTHS", value: 135 });
  equal(profile.status, "Active");

  await rejects(madeProfile(cloud, "release"), {
    message: "Profile with name release already exists",
  });
  await rejects(madeProfile(cloud, "long", { type: "YEARS", value: 12 }), {
    name: "ValidationException",
  });
  await madeProfile(cloud, "short", { type: "DAYS", value: 1 });
  await rejects(
    cloud.signer.send(new GetSigningProfileCommand({ profileName: "missing" })),
    {
      name: "ResourceNotFoundException",
      message: "profile with name missing does not exist",
    },
  );
  await rejects(
    cloud.signer.send(
      new PutSigningProfileCommand({
        profileName: "bad-name!",
        platformId: LAMBDA,
      }),
    ),
    {
      name: "ValidationException",
      message: /Member must satisfy regular expression pattern/,
    },
  );
});

test("cancelled profiles leave the list, revoked ones cannot be cancelled", async () => {
  await using cloud = await startCloud();
  const arn = await madeProfile(cloud, "one");
  await madeProfile(cloud, "two");
  const names = async (includeCanceled?: boolean) => {
    const { profiles } = await cloud.signer.send(
      new ListSigningProfilesCommand({ includeCanceled }),
    );
    return profiles?.map(({ profileName }) => profileName);
  };
  await cloud.signer.send(
    new CancelSigningProfileCommand({ profileName: "two" }),
  );
  deepEqual(await names(), ["one"]);
  deepEqual(await names(true), ["one", "two"]);

  const revoke = (effectiveTime: Date) =>
    cloud.signer.send(
      new RevokeSigningProfileCommand({
        profileName: "one",
        profileVersion: arn.split("/").at(-1),
        reason: "The key leaked.",
        effectiveTime,
      }),
    );
  const at = (secondsAgo: number) =>
    new Date(Math.floor(Date.now() / 1000 - secondsAgo) * 1000);
  await rejects(revoke(at(-600)), { name: "ValidationException" });
  await revoke(at(60));
  await rejects(revoke(at(30)), { name: "ValidationException" });
  await revoke(at(3600));
  const revoked = await cloud.signer.send(
    new GetSigningProfileCommand({ profileName: "one" }),
  );
  equal(revoked.status, "Revoked");
  await rejects(
    cloud.signer.send(new CancelSigningProfileCommand({ profileName: "one" })),
    {
      message: /cannot be canceled because it has been revoked/,
    },
  );
});

test("GetRevocationStatus names what is revoked, and nothing before it is", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  const profileVersionArn = await madeProfile(cloud, "release");
  const { jobId } = await signedObject(cloud, "release", "code.zip", version);
  const jobArn = `arn:aws:signer:us-east-1:${cloud.accountId}:/signing-jobs/${jobId}`;
  const status = async () => {
    const { revokedEntities } = await cloud.signer.send(
      new GetRevocationStatusCommand({
        signatureTimestamp: new Date(),
        platformId: LAMBDA,
        profileVersionArn,
        jobArn,
        certificateHashes: ["ab".repeat(96)],
      }),
    );
    return revokedEntities;
  };
  deepEqual(await status(), []);
  await cloud.signer.send(
    new RevokeSignatureCommand({ jobId, reason: "leak" }),
  );
  deepEqual(await status(), [jobArn]);
});

test("another account signs with a profile only as far as the profile's permissions go", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const other = await cloud.account("111122223333");
  await cloud.s3.send(
    new PutBucketPolicyCommand({
      Bucket: BUCKET,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: other.accountId },
            Action: ["s3:GetObject", "s3:GetObjectVersion", "s3:PutObject"],
            Resource: `arn:aws:s3:::${BUCKET}/*`,
          },
        ],
      }),
    }),
  );
  const start = () =>
    other.signer.send(
      new StartSigningJobCommand({
        ...jobInput("release", "code.zip", version),
        profileOwner: cloud.accountId,
      }),
    );
  await rejects(start(), { name: "AccessDeniedException" });
  const { revisionId } = await cloud.signer.send(
    new AddProfilePermissionCommand({
      profileName: "release",
      action: "signer:StartSigningJob",
      principal: other.accountId,
      statementId: "others",
    }),
  );
  const { jobId = "", jobOwner } = await start();
  equal(jobOwner, cloud.accountId);
  equal((await ended(other, jobId)).status, "Succeeded");

  await rejects(
    other.signer.send(
      new RevokeSignatureCommand({
        jobId,
        jobOwner: cloud.accountId,
        reason: "x",
      }),
    ),
    { name: "AccessDeniedException" },
  );
  await cloud.signer.send(
    new AddProfilePermissionCommand({
      profileName: "release",
      action: "signer:RevokeSignature",
      principal: other.accountId,
      statementId: "revoke",
      revisionId,
    }),
  );
  await other.signer.send(
    new RevokeSignatureCommand({
      jobId,
      jobOwner: cloud.accountId,
      reason: "x",
    }),
  );
});

test("a permission means the role it named, not one that is made again under the name", async () => {
  await using cloud = await startCloud();
  const other = await cloud.account("111122223333");
  await madeProfile(cloud, "release");
  const may = allowing("signer:GetSigningProfile");
  const user = await makeUser(cloud, "reader", may, other);
  const read = ({ signer }: Clients) =>
    signer.send(
      new GetSigningProfileCommand({
        profileName: "release",
        profileOwner: cloud.accountId,
      }),
    );
  const grant = (statementId: string, principal: string, revisionId?: string) =>
    cloud.signer.send(
      new AddProfilePermissionCommand({
        profileName: "release",
        action: "signer:GetSigningProfile",
        principal,
        statementId,
        revisionId,
      }),
    );
  const list = () =>
    cloud.signer.send(
      new ListProfilePermissionsCommand({ profileName: "release" }),
    );
  await rejects(grant("none", "arn:aws:iam::111122223333:user/nobody"), {
    name: "ValidationException",
  });
  await grant("reader", user.arn);
  equal((await list()).permissions?.[0]?.principal, user.arn);
  await read(user);

  await removeUser(other, user);
  const again = await makeUser(cloud, "reader", may, other);
  await rejects(read(again), { name: "AccessDeniedException" });
  const { permissions, revisionId } = await list();
  match(permissions?.[0]?.principal ?? "", /^AIDA/);
  await grant("again", again.arn, revisionId);
  await read(again);
});

test("permissions change only from the revision that was seen", async () => {
  await using cloud = await startCloud();
  await madeProfile(cloud, "release");
  const add = (statementId: string, revisionId?: string) =>
    cloud.signer.send(
      new AddProfilePermissionCommand({
        profileName: "release",
        action: "signer:GetSigningProfile",
        principal: "111122223333",
        statementId,
        revisionId,
      }),
    );
  const list = () =>
    cloud.signer.send(
      new ListProfilePermissionsCommand({ profileName: "release" }),
    );
  await rejects(list(), { name: "ResourceNotFoundException" });
  const first = await add("one");
  await rejects(add("two"), { name: "ConflictException" });
  await rejects(add("one", first.revisionId), { name: "ConflictException" });
  const second = await add("two", first.revisionId);
  const { permissions, revisionId, policySizeBytes = 0 } = await list();
  equal(revisionId, second.revisionId);
  deepEqual(
    permissions?.map(({ statementId }) => statementId),
    ["one", "two"],
  );
  ok(policySizeBytes > 100);

  const remove = (revision: string | undefined) =>
    cloud.signer.send(
      new RemoveProfilePermissionCommand({
        profileName: "release",
        statementId: "one",
        revisionId: revision,
      }),
    );
  await rejects(remove(first.revisionId), { name: "ConflictException" });
  await remove(second.revisionId);
  equal((await list()).permissions?.length, 1);
});

test("SignPayload answers a Notary envelope that verifies with its own certificate", async () => {
  await using cloud = await startCloud();
  await cloud.signer.send(
    new PutSigningProfileCommand({
      profileName: "images",
      platformId: "Notation-OCI-SHA384-ECDSA",
    }),
  );
  await madeProfile(cloud, "functions");
  const payload = Buffer.from(
    JSON.stringify({ targetArtifact: { digest: "sha256:00", size: 1 } }),
  );
  const sign = (
    profileName: string,
    payloadFormat = "application/vnd.cncf.notary.payload.v1+json",
  ) =>
    cloud.signer.send(
      new SignPayloadCommand({ profileName, payload, payloadFormat }),
    );

  const { signature = new Uint8Array(), jobId } = await sign("images");
  const envelope = JSON.parse(Buffer.from(signature).toString()) as {
    payload: string;
    protected: string;
    signature: string;
    header: { x5c: string[] };
  };
  const [leaf = ""] = envelope.header.x5c;
  const key = new X509Certificate(Buffer.from(leaf, "base64")).publicKey;
  const verify = createVerify("sha384").update(
    `${envelope.protected}.${envelope.payload}`,
  );
  ok(
    verify.verify(
      { key, dsaEncoding: "ieee-p1363" },
      envelope.signature,
      "base64url",
    ),
  );
  deepEqual(Buffer.from(envelope.payload, "base64url"), payload);
  const header = JSON.parse(
    Buffer.from(envelope.protected, "base64url").toString(),
  ) as Record<string, string>;
  ok(header["com.amazonaws.signer.signingJob"]?.endsWith(jobId ?? "?"));

  await rejects(sign("functions"), { name: "ValidationException" });
  await rejects(sign("images", "text/plain"), { name: "ValidationException" });
});

test("platforms are listed and described, tags are kept", async () => {
  await using cloud = await startCloud();
  const { platforms } = await cloud.signer.send(
    new ListSigningPlatformsCommand({}),
  );
  deepEqual(
    platforms?.map(({ platformId }) => platformId),
    [LAMBDA, "Notation-OCI-SHA384-ECDSA"],
  );
  const platform = await cloud.signer.send(
    new GetSigningPlatformCommand({ platformId: LAMBDA }),
  );
  equal(platform.maxSizeInMB, 250);
  await rejects(
    cloud.signer.send(new GetSigningPlatformCommand({ platformId: "None" })),
    {
      name: "ResourceNotFoundException",
    },
  );

  await madeProfile(cloud, "release");
  const resourceArn = `arn:aws:signer:us-east-1:${cloud.accountId}:/signing-profiles/release`;
  await cloud.signer.send(
    new TagResourceCommand({
      resourceArn,
      tags: { team: "core", stage: "prod" },
    }),
  );
  await cloud.signer.send(
    new UntagResourceCommand({ resourceArn, tagKeys: ["stage"] }),
  );
  const { tags } = await cloud.signer.send(
    new ListTagsForResourceCommand({ resourceArn }),
  );
  deepEqual(tags, { team: "core" });
  await rejects(
    cloud.signer.send(
      new ListTagsForResourceCommand({ resourceArn: `${resourceArn}2` }),
    ),
    {
      name: "NotFoundException",
    },
  );
});
