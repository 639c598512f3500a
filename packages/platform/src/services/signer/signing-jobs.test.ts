import { deepEqual, equal, match, notEqual, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import {
  CancelSigningProfileCommand,
  DescribeSigningJobCommand,
  ListSigningJobsCommand,
  RevokeSignatureCommand,
  StartSigningJobCommand,
} from "@aws-sdk/client-signer";
import { bufferSource, verifyPackage } from "@gatehouse/signing";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../testing/principals.ts";
import { ownRoots } from "../../core/trust/authority.ts";
import { Table } from "../../core/table.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import {
  BUCKET,
  ended,
  jobInput,
  madeProfile,
  plainZip,
  signedObject,
  uploaded,
} from "./testing/signing.ts";

test("a job signs an object of S3 into another, which verifies", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  const profileVersionArn = await madeProfile(cloud, "release");
  const { job, jobId, bytes } = await signedObject(
    cloud,
    "release",
    "code.zip",
    version,
  );

  equal(job.status, "Succeeded");
  equal(job.statusReason, "Signing Succeeded");
  equal(job.signedObject?.s3?.key, `signed/${jobId}.zip`);
  equal(job.requestedBy, `arn:aws:iam::${cloud.accountId}:root`);
  const verification = await verifyPackage(bufferSource(bytes), {
    roots: await rootsOf(cloud),
    now: new Date(),
    allowedProfiles: [profileVersionArn],
  });
  equal(verification.verdict, "VALID");
  equal(
    verification.signature?.jobArn,
    `arn:aws:signer:us-east-1:${cloud.accountId}:/signing-jobs/${jobId}`,
  );
});

test("a job fails, and says why, for a package that is empty, already signed or malformed", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const { bytes } = await signedObject(cloud, "release", "code.zip", version);
  const bodies = {
    "already has a signature": bytes,
    "is malformed": Buffer.from("not a zip at all"),
    "is empty": Buffer.concat([
      Buffer.from("PK\u0005\u0006", "latin1"),
      Buffer.alloc(18),
    ]),
  };
  for (const [reason, Body] of Object.entries(bodies)) {
    const { VersionId = "" } = await cloud.s3.send(
      new PutObjectCommand({ Bucket: BUCKET, Key: "bad.zip", Body }),
    );
    const { jobId = "" } = await cloud.signer.send(
      new StartSigningJobCommand(jobInput("release", "bad.zip", VersionId)),
    );
    const job = await ended(cloud, jobId);
    equal(job.status, "Failed");
    match(job.statusReason ?? "", new RegExp(reason));
    equal(job.signedObject, undefined);
  }
});

test("a repeated request token gets the first answer and signs once", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const request = {
    ...jobInput("release", "code.zip", version),
    clientRequestToken: "only-once",
  };
  const first = await cloud.signer.send(new StartSigningJobCommand(request));
  const again = await cloud.signer.send(new StartSigningJobCommand(request));
  const other = await cloud.signer.send(
    new StartSigningJobCommand({ ...request, clientRequestToken: "another" }),
  );
  equal(again.jobId, first.jobId);
  notEqual(other.jobId, first.jobId);
  await cloud.settled();
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "signed/" }),
  );
  equal(Contents.length, 2);
});

test("a job is refused where the source is missing or the profile is cancelled", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const start = (profileName: string, key: string, of = version) =>
    cloud.signer.send(
      new StartSigningJobCommand(jobInput(profileName, key, of)),
    );

  await rejects(start("release", "nothing.zip"), {
    name: "ResourceNotFoundException",
  });
  await rejects(start("unknown", "code.zip"), {
    name: "ResourceNotFoundException",
    message: "profile with name unknown does not exist",
  });
  await start("release", "code.zip");
  await cloud.signer.send(
    new CancelSigningProfileCommand({ profileName: "release" }),
  );
  await rejects(start("release", "code.zip"), { name: "ValidationException" });
});

test("jobs are listed newest first, filtered and page by page", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const ids: string[] = [];
  for (let i = 0; i < 5; i++)
    ids.unshift(
      (await signedObject(cloud, "release", "code.zip", version)).jobId,
    );
  await cloud.signer.send(
    new RevokeSignatureCommand({ jobId: ids[1], reason: "leak" }),
  );

  const seen: (string | undefined)[] = [];
  let nextToken: string | undefined;
  do {
    const page = await cloud.signer.send(
      new ListSigningJobsCommand({ maxResults: 2, nextToken }),
    );
    seen.push(...(page.jobs ?? []).map(({ jobId }) => jobId));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  deepEqual(seen, ids);

  const revoked = await cloud.signer.send(
    new ListSigningJobsCommand({ isRevoked: true }),
  );
  deepEqual(
    revoked.jobs?.map(({ jobId }) => jobId),
    [ids[1]],
  );
  await rejects(
    cloud.signer.send(new ListSigningJobsCommand({ nextToken: "forged!" })),
    {
      name: "ValidationException",
    },
  );
});

test("a job reads and writes with the rights of whoever started it", async () => {
  await using cloud = await startCloud();
  const version = await uploaded(cloud, "code.zip", plainZip());
  await madeProfile(cloud, "release");
  const signerOnly = await makeUser(cloud, "signer-only", allowing("signer:*"));
  const withS3 = await makeUser(
    cloud,
    "with-s3",
    allowing([
      "signer:*",
      "s3:GetObject",
      "s3:GetObjectVersion",
      "s3:PutObject",
    ]),
  );
  const input = jobInput("release", "code.zip", version);
  await rejects(signerOnly.signer.send(new StartSigningJobCommand(input)), {
    name: "AccessDeniedException",
  });
  const { jobId = "" } = await withS3.signer.send(
    new StartSigningJobCommand(input),
  );
  equal((await ended(cloud, jobId)).status, "Succeeded");
  equal(
    (
      await cloud.signer.send(new DescribeSigningJobCommand({ jobId }))
    ).requestedBy?.endsWith("user/with-s3"),
    true,
  );
  await cloud.s3.send(
    new GetObjectCommand({ Bucket: BUCKET, Key: `signed/${jobId}.zip` }),
  );
});

async function rootsOf(cloud: Cloud) {
  const unit = new UnitOfWork(cloud.running.platform.store);
  return ownRoots({
    table: (kind) => new Table(kind, unit, { accountId: "", region: "" }),
  });
}
