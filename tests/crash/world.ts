import { readFileSync } from "node:fs";
import {
  CreateFunctionCommand,
  waitUntilFunctionActiveV2,
} from "@aws-sdk/client-lambda";
import {
  CreateBucketCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { PutSigningProfileCommand } from "@aws-sdk/client-signer";
import { writeZip } from "@gatehouse/signing";
import type { Clients } from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  makeRole,
  trustingService,
} from "../../packages/platform/testing/principals.ts";

export const bucket = "survivors";
export const functionName = "writer";
export const profileName = "crash_proof";

/** What a load works with. */
export interface World {
  /** The package that signing jobs sign. */
  readonly source: { readonly key: string; readonly version: string };
}

/** Makes the bucket, the profile and the function whose every call writes `ran/ID`. */
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
    allowing("s3:PutObject", `arn:aws:s3:::${bucket}/ran/*`),
  );
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: functionName,
      Role,
      Runtime: "nodejs24.x",
      Handler: "index.handler",
      Timeout: 30,
      Code: { ZipFile: zip },
    }),
  );
  await waitUntilFunctionActiveV2(
    { client: lambda, maxWaitTime: 30 },
    { FunctionName: functionName },
  );
  return { source: { key, version } };
}

/** A function that puts an object with its own credentials, signing for itself. Node 24 reads TypeScript. */
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
import { signatureHeaders } from "./signed-request.ts";

export const handler = async ({ id }) => {
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
  const answer = await fetch(new URL(target, endpoint), { method: "PUT", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
};
`;
