import { deepEqual } from "node:assert/strict";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { StartSigningJobCommand } from "@aws-sdk/client-signer";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import type { Ledger } from "./ledger.ts";
import { lambdaTrust } from "../journeys/newcomer.ts";
import { bucket, functionName, profileName, type World } from "./world.ts";

/** `CRASH_LOAD=20` for so many times as many events and messages at once: thousands wait at every kill. */
export const TIMES = Number(process.env["CRASH_LOAD"] ?? 1);

/** Calls of every kind, over and over, until they are told to stop. */
export interface Load {
  /** Waits until something of every kind was acknowledged. */
  underWay(): Promise<void>;
  /** From now on a call may fail: the platform is about to die. Answers the errors of calls before that. */
  expectDeath(): readonly unknown[];
  /** When the last call has ended. */
  readonly ended: Promise<unknown>;
}

/** Starts the load; what is acknowledged goes into the ledger at once. */
export function startLoad(
  clients: Clients,
  world: World,
  ledger: Ledger,
): Load {
  const surprises: unknown[] = [];
  const done = new Set<Worker>();
  let dying = false;

  const repeat = async (work: Worker): Promise<void> => {
    while (!dying && surprises.length === 0) {
      try {
        await work(clients, ledger, world);
        done.add(work);
      } catch (error) {
        if (!dying) surprises.push(error);
      }
    }
  };
  const ended = Promise.all(workers.map(repeat));
  return {
    ended,
    async underWay() {
      while (done.size < new Set(workers).size && surprises.length === 0)
        await sleep(5);
    },
    expectDeath() {
      dying = true;
      return surprises;
    },
  };
}

type Worker = (clients: Clients, ledger: Ledger, world: World) => Promise<void>;

/** Two of a kind run into each other's commits. */
const workers: readonly Worker[] = [
  createRole,
  createRole,
  putObject,
  putObject,
  upload,
  invoke,
  enqueue,
  sign,
];

async function createRole({ iam }: Clients, { roles }: Ledger): Promise<void> {
  const RoleName = `role-${randomUUID()}`;
  await iam.send(
    new CreateRoleCommand({
      RoleName,
      Description: RoleName,
      AssumeRolePolicyDocument: lambdaTrust,
    }),
  );
  roles.add(RoleName);
}

async function putObject({ s3 }: Clients, { objects }: Ledger): Promise<void> {
  const Body = someBytes(200_000);
  const Key = `objects/${hashOf(Body)}`;
  await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body }));
  objects.add(Key);
}

/** An upload of one part, in three calls; a crash may come between any two. */
async function upload(
  { s3 }: Clients,
  { uploads, objects }: Ledger,
): Promise<void> {
  const Body = someBytes(100_000);
  const place = { Bucket: bucket, Key: `objects/${hashOf(Body)}` };
  const { UploadId = "" } = await s3.send(
    new CreateMultipartUploadCommand(place),
  );
  const { ETag = "" } = await s3.send(
    new UploadPartCommand({ ...place, UploadId, PartNumber: 1, Body }),
  );
  uploads.set(UploadId, { key: place.Key, uploadId: UploadId, etag: ETag });
  // Some uploads are left open on purpose: the next process completes them.
  if (Body.length % 4 === 0) return;
  uploads.delete(UploadId);
  await s3.send(
    new CompleteMultipartUploadCommand({
      ...place,
      UploadId,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  objects.add(place.Key);
}

/** Many at once: more wait than can run, so that a kill finds some of every kind. */
async function invoke({ lambda }: Clients, { calls }: Ledger): Promise<void> {
  await Promise.all(
    Array.from({ length: 20 * TIMES }, async () => {
      const id = randomUUID();
      await lambda.send(
        new InvokeCommand({
          FunctionName: functionName,
          InvocationType: "Event",
          Payload: JSON.stringify({ id }),
        }),
      );
      calls.add(id);
    }),
  );
  await sleep(40);
}

/** Messages for the function that takes them. */
async function enqueue(
  { sqs }: Clients,
  { messages }: Ledger,
  { queueUrl: QueueUrl }: World,
): Promise<void> {
  await Promise.all(
    Array.from({ length: TIMES }, async () => {
      const ids = Array.from({ length: 10 }, () => randomUUID());
      const { Failed = [] } = await sqs.send(
        new SendMessageBatchCommand({
          QueueUrl,
          Entries: ids.map((id) => ({
            Id: id,
            MessageBody: JSON.stringify({ id }),
          })),
        }),
      );
      deepEqual(Failed, []);
      for (const id of ids) messages.add(id);
    }),
  );
  await sleep(40);
}

async function sign(
  { signer }: Clients,
  { jobs }: Ledger,
  { source: { key, version } }: World,
): Promise<void> {
  const { jobId = "" } = await signer.send(
    new StartSigningJobCommand({
      profileName,
      source: { s3: { bucketName: bucket, key, version } },
      destination: { s3: { bucketName: bucket, prefix: "signed/" } },
    }),
  );
  jobs.add(jobId);
  await sleep(20);
}

function someBytes(atMost: number): Buffer {
  return randomBytes(1 + Math.floor(Math.random() * atMost));
}

/** SHA-256 in hexadecimal. */
export function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
