import { readFileSync } from "node:fs";
import {
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  PutFunctionEventInvokeConfigCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { PutSigningProfileCommand } from "@aws-sdk/client-signer";
import { CreateQueueCommand } from "@aws-sdk/client-sqs";
import { writeZip } from "@gatehouse/signing";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../packages/platform/testing/principals.ts";

export const bucket = "survivors";
export const functionName = "writer";
/** Called with the messages of the queue of its name. */
export const takerName = "taker";
/** Where records of events that failed would be. */
export const failures = "aws/lambda/async/";
export const profileName = "crash_proof";

/** What a load works with. */
export interface World {
  /** The package that signing jobs sign. */
  readonly source: { readonly key: string; readonly version: string };
  /** The queue whose messages have a function called. */
  readonly queueUrl: string;
}

/** Seconds until a message that a kill left in flight is seen again; the function may take no longer. */
const VISIBILITY = 3;

/** Makes the bucket, the profile and the functions whose every call writes `ran/ID`. */
export async function makeWorld(clients: Clients): Promise<World> {
  const { s3, signer, lambda } = clients;
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: bucket,
      VersioningConfiguration: { Status: "Enabled" },
    }),
  );
  const zip = writerZip();
  const key = "package.zip";
  const { VersionId: version = "" } = await s3.send(
    new PutObjectCommand({ Bucket: bucket, Key: key, Body: zip }),
  );
  await signer.send(
    new PutSigningProfileCommand({
      profileName,
      platformId: "AWSLambda-SHA384-ECDSA",
    }),
  );
  const Role = await makeRole(
    clients,
    "writer",
    trustingService("lambda.amazonaws.com"),
    allowing(
      [
        "s3:PutObject",
        "s3:ListBucket",
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
      ],
      [
        `arn:aws:s3:::${bucket}`,
        `arn:aws:s3:::${bucket}/ran/*`,
        `arn:aws:s3:::${bucket}/${failures}*`,
        "arn:aws:sqs:*:*:*",
      ],
    ),
  );
  for (const [FunctionName, Timeout] of [
    [functionName, 30],
    [takerName, VISIBILITY],
  ] as const) {
    await lambda.send(
      new CreateFunctionCommand({
        FunctionName,
        Role,
        Runtime: "nodejs24.x",
        Handler: "index.handler",
        Timeout,
        Code: { ZipFile: zip },
      }),
    );
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 30 },
      { FunctionName },
    );
  }
  const queueUrl = await queueOfTaker(clients);
  // Without a retry, a crash that counted for a failure of the function would end an event's life.
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({
      FunctionName: functionName,
      MaximumRetryAttempts: 0,
      DestinationConfig: {
        OnFailure: { Destination: `arn:aws:s3:::${bucket}` },
      },
    }),
  );
  return { source: { key, version }, queueUrl };
}

async function queueOfTaker({ sqs, lambda }: Clients): Promise<string> {
  const { QueueUrl = "" } = await sqs.send(
    new CreateQueueCommand({
      QueueName: takerName,
      Attributes: { VisibilityTimeout: String(VISIBILITY) },
    }),
  );
  const [accountId] = new URL(QueueUrl).pathname.split("/").slice(1);
  await lambda.send(
    new CreateEventSourceMappingCommand({
      FunctionName: takerName,
      EventSourceArn: `arn:aws:sqs:us-east-1:${accountId}:${takerName}`,
      BatchSize: 10,
    }),
  );
  return QueueUrl;
}

/**
 * Functions that put objects with their own credentials, signing for themselves. Node 24 reads TypeScript; its fetch
 * would take a third of every cold start.
 */
function writerZip(): Uint8Array {
  const signer = readFileSync(
    new URL("../signed-request.ts", import.meta.url),
    "utf8",
  );
  return writeZip([
    { name: "signed-request.ts", body: signer },
    { name: "index.mjs", body: WRITER },
  ]);
}

const WRITER = `
import { request } from "node:http";
import { signatureHeaders } from "./signed-request.ts";

export const handler = async ({ id, Records = [] }) => {
  const ids = Records.map(({ body }) => JSON.parse(body).id);
  await Promise.all((id ? [id] : ids).map(mark));
};

const mark = async (id) => {
  const endpoint = new URL(process.env.AWS_ENDPOINT_URL);
  const target = "/${bucket}/ran/" + id;
  const body = Buffer.from(id);
  const headers = signatureHeaders({
    method: "PUT",
    target,
    host: endpoint.host,
    body,
    service: "s3",
    region: process.env.AWS_REGION,
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
    now: new Date(),
  });
  const status = await new Promise((done, fail) =>
    request(new URL(target, endpoint), { method: "PUT", headers }, (answer) =>
      answer.resume().on("end", () => done(answer.statusCode)),
    ).on("error", fail).end(body),
  );
  if (status !== 200) throw new Error("PutObject answered " + status);
};
`;
