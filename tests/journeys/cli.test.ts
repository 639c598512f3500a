import { deepEqual, equal, match, notEqual } from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { clientEnvironment, startProcess } from "../platform-process.ts";
import {
  bucket,
  DAY,
  helloZip,
  lambdaTrust,
  validDays,
  withOneByteChanged,
} from "./newcomer.ts";
import { settled } from "./settled.ts";
import { hasTool, run } from "./tool.ts";
import { expectedVerdicts, verdictOf } from "./verdicts.ts";
import { words } from "./words.ts";

test("with the AWS CLI, a newcomer deploys what is signed and nothing else", async (t) => {
  const probe = ["aws", "--version"] as const;
  if (!hasTool(t, "The AWS CLI", probe, "Install it: pip install awscli."))
    return;
  await using platform = await startProcess("--ephemeral");
  const dir = await mkdtemp(join(tmpdir(), "newcomer-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const env = clientEnvironment(platform);
  await writeFile(join(dir, "hello.zip"), helloZip());
  await writeFile(join(dir, "event.json"), '{"name":"world"}');

  await aws`s3 mb s3://${bucket}`;
  await aws`s3api put-bucket-versioning --bucket ${bucket}
    --versioning-configuration Status=Enabled`;
  await aws`s3 cp hello.zip s3://${bucket}/hello.zip`;
  const version = await aws`s3api head-object --bucket ${bucket} --key hello.zip
    --query VersionId`;
  const ours = await profile("release_team");
  await profile("somebody_else");
  const signed = await sign("release_team");
  const config = await aws`lambda create-code-signing-config
    --allowed-publishers SigningProfileVersionArns=${ours}
    --code-signing-policies UntrustedArtifactOnDeployment=Enforce
    --query CodeSigningConfig.CodeSigningConfigArn`;
  const role = await aws`iam create-role --role-name hello-role
    --assume-role-policy-document ${lambdaTrust} --query Role.Arn`;

  const distrusted = "CodeVerificationFailedException";
  const create = words`lambda create-function --function-name hello --runtime nodejs22.x
    --handler index.handler --role ${role} --code-signing-config-arn ${config}`;
  await refused(distrusted)`${create} --zip-file fileb://hello.zip`;
  await aws`${create} --code S3Bucket=${bucket},S3Key=signed/${signed}.zip`;
  await aws`lambda wait function-active-v2 --function-name hello`;
  await aws`lambda invoke --function-name hello --payload fileb://event.json answer.json`;
  equal(
    await readFile(join(dir, "answer.json"), "utf8"),
    '{"greeting":"Hello, world!"}',
  );

  await aws`s3 cp s3://${bucket}/signed/${signed}.zip ${signed}.zip`;
  const package_ = await readFile(join(dir, `${signed}.zip`));
  await writeFile(join(dir, "changed.zip"), withOneByteChanged(package_));
  const update = words`lambda update-function-code --function-name hello`;
  await refused(distrusted)`${update} --zip-file fileb://hello.zip`;
  await refused(
    "InvalidCodeSignatureException",
  )`${update} --zip-file fileb://changed.zip`;
  const foreign = await sign("somebody_else");
  await refused(distrusted)`${update} ${inBucket(foreign)}`;
  const leaked = await sign("release_team");
  await aws`signer revoke-signature --job-id ${leaked} --reason ${"It leaked."}`;
  await refused(distrusted)`${update} ${inBucket(leaked)}`;
  await platform.advance((validDays + 1) * DAY);
  await refused(distrusted)`${update} --zip-file fileb://${signed}.zip`;

  const events = await aws`cloudtrail lookup-events --output json
    --lookup-attributes AttributeKey=EventSource,AttributeValue=lambda.amazonaws.com
    --query Events[].CloudTrailEvent`;
  deepEqual(
    (JSON.parse(events) as string[])
      .toReversed()
      .flatMap((event) => verdictOf(event) ?? []),
    expectedVerdicts,
  );
  const refusals = async () =>
    Number(
      await aws`cloudwatch get-metric-statistics
    --namespace AWS/Lambda --metric-name SignatureValidationErrors
    --dimensions Name=FunctionName,Value=hello
    --start-time ${day(-1)} --end-time ${day(validDays + 2)}
    --period ${(validDays + 3) * DAY} --statistics Sum --query Datapoints[0].Sum`,
    );
  equal(await settled(6, refusals), 6);
  equal(platform.complaints(), "");

  /** Runs a command that must succeed, and answers what it printed. */
  async function aws(...line: Parameters<typeof words>): Promise<string> {
    const command = words(...line);
    const { code, stdout, stderr } = await run(
      ["aws", "--output", "text", ...command],
      env,
      dir,
    );
    equal(code, 0, `aws ${command.join(" ")}\n${stderr}`);
    return stdout.trim();
  }

  /** Runs a command that must end in that error. */
  function refused(error: string) {
    return async (...line: Parameters<typeof words>): Promise<void> => {
      const command = words(...line);
      const { code, stderr } = await run(["aws", ...command], env, dir);
      notEqual(code, 0, command.join(" "));
      match(
        stderr,
        new RegExp(`An error occurred \\(${error}\\) when calling`),
      );
    };
  }

  function profile(name: string): Promise<string> {
    return aws`signer put-signing-profile --profile-name ${name}
      --platform-id AWSLambda-SHA384-ECDSA
      --signature-validity-period type=DAYS,value=${validDays}
      --query profileVersionArn`;
  }

  /** Signs the package, and answers the job. */
  async function sign(name: string): Promise<string> {
    const job = await aws`signer start-signing-job --profile-name ${name}
      --source s3={bucketName=${bucket},key=hello.zip,version=${version}}
      --destination s3={bucketName=${bucket},prefix=signed/} --query jobId`;
    await aws`signer wait successful-signing-job --job-id ${job}`;
    return job;
  }

  /** Where update-function-code finds what a job has signed. */
  function inBucket(job: string): readonly string[] {
    return words`--s3-bucket ${bucket} --s3-key signed/${job}.zip`;
  }

  function day(offset: number): string {
    return new Date(Date.now() + offset * DAY * 1000).toISOString();
  }
});
