import { deepEqual, equal, ok } from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteRoleCommand,
  GetRoleCommand,
  paginateListRoles,
} from "@aws-sdk/client-iam";
import {
  CompleteMultipartUploadCommand,
  GetObjectCommand,
  ListPartsCommand,
  paginateListObjectsV2,
} from "@aws-sdk/client-s3";
import { DescribeSigningJobCommand } from "@aws-sdk/client-signer";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import { lambdaTrust } from "../journeys/newcomer.ts";
import type { Ledger, OpenUpload } from "./ledger.ts";
import { hashOf, TIMES } from "./load.ts";
import { bucket, failures } from "./world.ts";

/** How long what was accepted may take to be done after a start, in milliseconds. */
const PATIENCE = 120_000 * TIMES;

/**
 * Holds a platform that came back to everything that its predecessors acknowledged.
 * @param whole whether what was found whole after an earlier crash is read again, too
 */
export async function audit(
  clients: Clients,
  ledger: Ledger,
  whole: boolean,
): Promise<void> {
  if (whole) {
    ledger.readObjects.clear();
    ledger.endedJobs.clear();
  }
  await holdsRoles(clients, ledger);
  await removesRoles(clients, ledger);
  for (const upload of ledger.uploads.values())
    await completes(clients, ledger, upload);
  await holdsObjects(clients, ledger);
  await endsJobs(clients, ledger);
  await hasRun(clients, ledger);
}

async function holdsRoles(
  { iam }: Clients,
  { roles, removedRoles }: Ledger,
): Promise<void> {
  const found = new Set<string>();
  for await (const { Roles = [] } of paginateListRoles(
    { client: iam, pageSize: 1000 },
    {},
  ))
    for (const { RoleName = "", Description } of Roles) {
      if (!RoleName.startsWith("role-")) continue;
      equal(Description, RoleName, "a role is whole");
      found.add(RoleName);
    }
  deepEqual(missing(roles, found), [], "acknowledged roles");
  const risen = [...removedRoles].filter((name) => found.has(name));
  deepEqual(risen, [], "acknowledged removals");
  const [one] = roles;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: one }));
  equal(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), lambdaTrust);
}

/** Makes room in the account, which holds a thousand; what is removed now stays so after the next crash. */
async function removesRoles(
  { iam }: Clients,
  { roles, removedRoles }: Ledger,
): Promise<void> {
  await Promise.all(
    [...roles].map(async (RoleName) => {
      await iam.send(new DeleteRoleCommand({ RoleName }));
      roles.delete(RoleName);
      removedRoles.add(RoleName);
    }),
  );
}

/** An upload that a crash left open goes on where it was. */
async function completes(
  { s3 }: Clients,
  { uploads, objects }: Ledger,
  { key: Key, uploadId: UploadId, etag: ETag }: OpenUpload,
): Promise<void> {
  const place = { Bucket: bucket, Key, UploadId };
  const { Parts = [] } = await s3.send(new ListPartsCommand(place));
  deepEqual(
    Parts.map((part) => part.ETag),
    [ETag],
    "an acknowledged part",
  );
  await s3.send(
    new CompleteMultipartUploadCommand({
      ...place,
      MultipartUpload: { Parts: [{ PartNumber: 1, ETag }] },
    }),
  );
  uploads.delete(UploadId);
  objects.add(Key);
}

/** Acknowledged objects are there, and whatever is there is whole. */
async function holdsObjects(
  { s3 }: Clients,
  { objects, readObjects }: Ledger,
): Promise<void> {
  const keys = await keysUnder({ s3 }, "objects/");
  deepEqual(missing(objects, keys), [], "acknowledged objects");
  for (const key of missing(keys, readObjects)) {
    const { Body } = await s3.send(
      new GetObjectCommand({ Bucket: bucket, Key: key }),
    );
    const bytes = await Body!.transformToByteArray();
    equal(`objects/${hashOf(bytes)}`, key, "an object's content");
    readObjects.add(key);
  }
  for (const key of await keysUnder({ s3 }, ""))
    ok(/^(objects|ran|signed)\/|^package\.zip$/.test(key), key);
}

async function endsJobs(
  { signer, s3 }: Clients,
  { jobs, endedJobs }: Ledger,
): Promise<void> {
  for (const jobId of missing(jobs, endedJobs)) {
    const status = await eventually(async () => {
      const job = await signer.send(new DescribeSigningJobCommand({ jobId }));
      return job.status === "InProgress" ? undefined : job.status;
    });
    equal(status, "Succeeded", `signing job ${jobId}`);
    endedJobs.add(jobId);
  }
  const signed = await keysUnder({ s3 }, "signed/");
  const promised = [...jobs].map((jobId) => `signed/${jobId}.zip`);
  deepEqual(missing(promised, signed), [], "signed packages");
}

/** Every acknowledged call has run at least once, and every message was taken: the function left its mark. */
async function hasRun(
  { s3 }: Clients,
  { calls, messages }: Ledger,
): Promise<void> {
  const promised = [...calls, ...messages].map((id) => `ran/${id}`);
  const done = await eventually(async () => {
    const marks = await keysUnder({ s3 }, "ran/");
    return missing(promised, marks).length === 0 ? true : undefined;
  });
  if (!done)
    deepEqual(
      missing(promised, await keysUnder({ s3 }, "ran/")),
      [],
      "calls and messages",
    );
  deepEqual(
    [...(await keysUnder({ s3 }, failures))],
    [],
    "a crash is no failure of the function",
  );
}

async function keysUnder(
  { s3 }: Pick<Clients, "s3">,
  Prefix: string,
): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: s3 },
    { Bucket: bucket, Prefix },
  ))
    for (const { Key = "" } of Contents) keys.add(Key);
  return keys;
}

function missing(
  promised: Iterable<string>,
  found: ReadonlySet<string>,
): string[] {
  return [...promised].filter((name) => !found.has(name));
}

/** Asks until there is an answer; undefined when patience ends. */
async function eventually<T>(
  ask: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = performance.now() + PATIENCE;
  do {
    const answer = await ask();
    if (answer !== undefined) return answer;
    await sleep(100);
  } while (performance.now() < end);
  return undefined;
}
