import assert from "node:assert/strict";
import { test } from "node:test";
import {
  CreateCodeSigningConfigCommand,
  CreateFunctionCommand,
  GetFunctionCommand,
  PublishLayerVersionCommand,
  PutFunctionCodeSigningConfigCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type CodeSigningPolicy,
} from "@aws-sdk/client-lambda";
import {
  bufferSource,
  openZip,
  writeZip,
  type EntryToWrite,
} from "@gatehouse/signing";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import {
  revokedJobs,
  revokedProfileVersions,
} from "../../../core/trust/tables.ts";
import {
  call,
  executionRole,
  nodeFunction,
  packageOf,
} from "../testing/functions.ts";
import { inState, JOB, PROFILE, signed } from "../testing/publisher.ts";
import { noteMeasurements } from "../testing/measured.ts";

const ERRORS = "SignatureValidationErrors";
const OTHER = PROFILE.replace("/release/", "/stranger/");
const DISTRUST =
  "Lambda cannot deploy the function. The function or layer might be signed using a signature that the client is not configured to accept. Check the provided signature for arn:aws:lambda:us-east-1:000000000000:function:f.";
const TAMPERED =
  "Lambda cannot deploy the function. The function or layer code is not properly signed. This can mean that the code was signed incorrectly or modified after it was signed. Check the provided signature for arn:aws:lambda:us-east-1:000000000000:function:f.";

async function config(
  { lambda }: Cloud,
  policy: CodeSigningPolicy,
  profile = PROFILE,
): Promise<string> {
  const { CodeSigningConfig } = await lambda.send(
    new CreateCodeSigningConfigCommand({
      AllowedPublishers: { SigningProfileVersionArns: [profile] },
      CodeSigningPolicies: { UntrustedArtifactOnDeployment: policy },
    }),
  );
  return CodeSigningConfig?.CodeSigningConfigArn ?? "";
}

/** Deploys as function `f` under a configuration; the role is made at the first deployment. */
async function deploy(
  cloud: Cloud,
  zip: Uint8Array,
  CodeSigningConfigArn: string,
) {
  const role = roles.get(cloud) ?? (await executionRole(cloud));
  roles.set(cloud, role);
  return cloud.lambda.send(
    new CreateFunctionCommand({
      ...nodeFunction("f", role, zip),
      CodeSigningConfigArn,
    }),
  );
}

const roles = new WeakMap<Cloud, string>();

async function lastRecord(cloud: Cloud) {
  const record = (await cloud.trail()).at(-1);
  const data = record?.additionalEventData as
    | {
        signatureStatus: string;
        signingProfileVersionArn?: string;
        signingJobArn?: string;
        verdict: { checks: Record<string, string>[] }[];
      }
    | undefined;
  return { ...record, data };
}

void test("signed by an allowed publisher, code deploys, shows whose it is, and runs", async () => {
  await using cloud = await startCloud();
  const measurements = noteMeasurements(cloud);
  const zip = await signed(
    cloud,
    packageOf("export const handler = async () => 7;"),
  );
  const created = await deploy(cloud, zip, await config(cloud, "Enforce"));
  assert.equal(created.SigningProfileVersionArn, PROFILE);
  assert.equal(created.SigningJobArn, JOB);

  const { eventName, errorCode, data } = await lastRecord(cloud);
  assert.equal(eventName, "CreateFunction20150331");
  assert.equal(errorCode, undefined);
  assert.equal(data?.signatureStatus, "VALID");
  assert.equal(data?.signingJobArn, JOB);
  assert.equal((await call(cloud.lambda, "f")).answer, 7);
  assert.deepEqual(await measurements(ERRORS), []);
});

void test("a configuration without a version allows every version of the profile", async () => {
  await using cloud = await startCloud();
  const zip = await signed(cloud, packageOf("1;"));
  const arn = await config(cloud, "Enforce", PROFILE.replace(/\/[^/]+$/, ""));
  await deploy(cloud, zip, arn);
});

void test("unsigned code is a mismatch: refused under Enforce, counted and let through under Warn", async () => {
  await using cloud = await startCloud();
  const measurements = noteMeasurements(cloud);
  const zip = packageOf("1;");
  await assert.rejects(deploy(cloud, zip, await config(cloud, "Enforce")), {
    name: "CodeVerificationFailedException",
    message: DISTRUST,
  });
  const blocked = await lastRecord(cloud);
  assert.equal(blocked.errorCode, "CodeVerificationFailedException");
  assert.equal(blocked.data?.signatureStatus, "MISMATCH");
  assert.equal(blocked.data?.verdict[0]?.checks[0]?.["code"], "signature-file");
  assert.equal((await measurements(ERRORS)).length, 1);
  await assert.rejects(
    cloud.lambda.send(new GetFunctionCommand({ FunctionName: "f" })),
    { name: "ResourceNotFoundException" },
  );

  const warned = await deploy(cloud, zip, await config(cloud, "Warn"));
  assert.equal(warned.SigningJobArn, undefined);
  assert.equal((await lastRecord(cloud)).data?.signatureStatus, "MISMATCH");
  assert.equal((await measurements(ERRORS)).length, 2);
});

void test("another publisher's code is a mismatch", async () => {
  await using cloud = await startCloud();
  const zip = await signed(cloud, packageOf("1;"), { profile: OTHER });
  await assert.rejects(deploy(cloud, zip, await config(cloud, "Enforce")), {
    name: "CodeVerificationFailedException",
  });
  const { data } = await lastRecord(cloud);
  assert.equal(data?.signingProfileVersionArn, OTHER);
  const warned = await deploy(cloud, zip, await config(cloud, "Warn"));
  assert.equal(
    warned.SigningProfileVersionArn,
    OTHER,
    "authentic all the same",
  );
});

void test("changed code is refused under Warn as well, and the record names the file", async () => {
  await using cloud = await startCloud();
  const changed = await changedAfterSigning(cloud);
  for (const policy of ["Warn", "Enforce"] as const)
    await assert.rejects(deploy(cloud, changed, await config(cloud, policy)), {
      name: "InvalidCodeSignatureException",
      message: TAMPERED,
    });
  const { data, errorCode } = await lastRecord(cloud);
  assert.equal(errorCode, "InvalidCodeSignatureException");
  assert.equal(data?.signatureStatus, "INTEGRITY");
  const digest = data?.verdict[0]?.checks.find(({ code }) => code === "digest");
  assert.equal(digest?.["file"], "index.mjs");
  assert.notEqual(digest?.["expected"], digest?.["actual"]);
});

void test("an archive that two readers would see differently is an integrity failure, not a zip error", async () => {
  await using cloud = await startCloud();
  const zip = await signed(cloud, packageOf("1;"));
  const trailing = Buffer.concat([zip, Buffer.from("more")]);
  await assert.rejects(deploy(cloud, trailing, await config(cloud, "Warn")), {
    name: "InvalidCodeSignatureException",
  });
});

void test("a signature that has expired no longer deploys", async () => {
  await using cloud = await startCloud();
  const zip = await signed(cloud, packageOf("1;"), { validFor: 60_000 });
  const arn = await config(cloud, "Enforce");
  cloud.advance(61);
  await assert.rejects(deploy(cloud, zip, arn), {
    name: "CodeVerificationFailedException",
  });
  assert.equal((await lastRecord(cloud)).data?.signatureStatus, "EXPIRED");
});

void test("a revoked job or profile version no longer deploys", async () => {
  const revoked = { reason: "leak", revokedBy: "arn:aws:iam::1:root" };
  const revocations: ((cloud: Cloud) => Promise<void>)[] = [
    (cloud) =>
      inState(cloud, ({ table, now }) =>
        table(revokedJobs).put({ ...revoked, jobArn: JOB, revokedAt: now() }),
      ),
    (cloud) =>
      inState(cloud, ({ table, now }) =>
        table(revokedProfileVersions).put({
          ...revoked,
          profileVersionArn: PROFILE,
          effectiveAt: now() - 1000,
          revokedAt: now(),
        }),
      ),
  ];
  for (const revoke of revocations) {
    await using cloud = await startCloud();
    const arn = await config(cloud, "Enforce");
    const zip = await signed(cloud, packageOf("1;"));
    await revoke(cloud);
    await assert.rejects(deploy(cloud, zip, arn), {
      name: "CodeVerificationFailedException",
    });
    assert.equal((await lastRecord(cloud)).data?.signatureStatus, "REVOKED");
  }
});

void test("a profile's revocation spares what was signed before it took effect", async () => {
  await using cloud = await startCloud();
  const zip = await signed(cloud, packageOf("1;"));
  cloud.advance(3600);
  await inState(cloud, ({ table, now }) =>
    table(revokedProfileVersions).put({
      profileVersionArn: PROFILE,
      reason: "leak",
      revokedBy: "arn:aws:iam::1:root",
      effectiveAt: now(),
      revokedAt: now(),
    }),
  );
  await deploy(cloud, zip, await config(cloud, "Enforce"));
});

void test("an update is judged like a first deployment, dry runs too; what runs keeps running", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const FunctionName = "f";
  const source = "export const handler = async () => 'signed';";
  await deploy(
    cloud,
    await signed(cloud, packageOf(source)),
    await config(cloud, "Enforce"),
  );
  for (const DryRun of [true, false])
    await assert.rejects(
      lambda.send(
        new UpdateFunctionCodeCommand({
          FunctionName,
          DryRun,
          ZipFile: packageOf("export const handler = async () => 'not';"),
        }),
      ),
      { name: "CodeVerificationFailedException" },
    );
  const { eventName } = await lastRecord(cloud);
  assert.equal(eventName, "UpdateFunctionCode20150331v2");
  assert.equal((await call(lambda, "f")).answer, "signed");
});

void test("a configuration that is attached later acts on the next deployment", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const role = await executionRole(cloud);
  const FunctionName = "f";
  await lambda.send(new CreateFunctionCommand(nodeFunction("f", role)));
  await lambda.send(
    new PutFunctionCodeSigningConfigCommand({
      FunctionName,
      CodeSigningConfigArn: await config(cloud, "Enforce"),
    }),
  );
  assert.deepEqual((await call(lambda, "f", { a: 1 })).answer, { a: 1 });
  const unsigned = { FunctionName, ZipFile: packageOf("1;") };
  await assert.rejects(lambda.send(new UpdateFunctionCodeCommand(unsigned)), {
    name: "CodeVerificationFailedException",
  });
});

void test("layers are judged when a function takes them, not when they are published", async () => {
  await using cloud = await startCloud();
  const { lambda } = cloud;
  const publish = async (LayerName: string, ZipFile: Uint8Array) =>
    lambda.send(
      new PublishLayerVersionCommand({ LayerName, Content: { ZipFile } }),
    );
  const plain = await publish("plain", packageOf({ "a.txt": "a" }));
  assert.equal(plain.Content?.SigningJobArn, undefined);
  const trusted = await publish(
    "trusted",
    await signed(cloud, packageOf({ "b.txt": "b" })),
  );
  assert.equal(trusted.Content?.SigningJobArn, JOB);

  const arn = await config(cloud, "Enforce");
  await deploy(cloud, await signed(cloud, packageOf("1;")), arn);
  const take = (Layers: (string | undefined)[]) =>
    lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: "f",
        Layers: Layers.map((layer) => layer ?? ""),
      }),
    );
  await assert.rejects(
    take([trusted.LayerVersionArn, plain.LayerVersionArn]),
    (error: Error) => {
      assert.equal(error.name, "CodeVerificationFailedException");
      assert.match(error.message, /signature for arn:.*:layer:plain:1\.$/);
      return true;
    },
  );
  const taken = await take([trusted.LayerVersionArn]);
  assert.equal(taken.Layers?.[0]?.SigningJobArn, JOB);
});

/** A signed package with another `index.mjs`, everything else as it was. */
async function changedAfterSigning(cloud: Cloud): Promise<Uint8Array> {
  const source = "export const handler = async () => 1;";
  const zip = await signed(cloud, packageOf(source));
  const reading = await openZip(bufferSource(zip));
  assert(reading.ok);
  const entries: EntryToWrite[] = [];
  for (const entry of reading.archive.entries) {
    const body = Buffer.concat(await Array.fromAsync(entry.stream()));
    const isCode = entry.name === "index.mjs";
    entries.push({
      name: entry.name,
      body: isCode ? source.replace("1;", "2;") : body,
    });
  }
  return writeZip(entries);
}
