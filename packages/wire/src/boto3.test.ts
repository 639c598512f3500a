import { deepEqual, equal } from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import {
  claim,
  decode,
  encode,
  encodeError,
  presented,
  serviceModel,
  verifiedBytes,
  verifySignature,
  violations,
  type OperationModel,
  type ProtocolName,
} from "./index.ts";
import type { SentRequest } from "./testing/in-process.ts";
import { sdkClient } from "./testing/in-process.ts";
import { recorder } from "./testing/recorder.ts";
import { clients } from "./testing/sdk-client.ts";

/** The other common client: what the SDK's own round trips cannot tell, boto3 does. */
const script = `
import boto3, io, json, sys
from botocore.config import Config
from botocore.exceptions import ClientError

def client(name, **config):
    return boto3.client(name, endpoint_url=sys.argv[1], region_name="us-east-1",
        aws_access_key_id="AKIDEXAMPLE", aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, **config))


s3 = client("s3")
said = {}
said["identity"] = client("sts").get_caller_identity()["Arn"]
role = client("iam").list_roles(PathPrefix="/a+b&c/")["Roles"][0]
said["role"] = [role["RoleName"], role["CreateDate"].isoformat()]
said["function"] = client("lambda").get_function_configuration(FunctionName="arn:aws:lambda:us-east-1:000000000000:function:f")["Environment"]
said["put"] = s3.put_object(Bucket="b", Key="a folder/k+é.txt", Body=b"bytes", Metadata={"colour": "blue"})["ETag"]
got = s3.get_object(Bucket="b", Key="k")
said["got"] = [got["Body"].read().decode(), got["Metadata"], got["ContentLength"]]
said["location"] = s3.get_bucket_location(Bucket="b")["LocationConstraint"]
said["deleted"] = [each["Key"] for each in s3.delete_objects(Bucket="b", Delete={"Objects": [{"Key": "x&y"}, {"Key": "z"}]})["Deleted"]]
client("cloudwatch").put_metric_data(Namespace="N", MetricData=[{"MetricName": "m", "Values": [1.5, 2], "Counts": [1, 1]}])
said["metrics"] = client("cloudwatch").list_metrics(Namespace="N")["Metrics"]
said["logs"] = client("logs").describe_log_groups()["logGroups"][0]["creationTime"]
said["signer"] = client("signer").get_signing_profile(profileName="p1")["signatureValidityPeriod"]
try:
    s3.head_object(Bucket="b", Key="none")
except ClientError as error:
    said["error"] = [error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
print(json.dumps(said))
`;

const etag = '"5d41402abc4b2a76b9719d911017c592"';
const outputs: Readonly<Record<string, object>> = {
  GetCallerIdentity: {
    UserId: "AIDA",
    Account: "000000000000",
    Arn: "arn:aws:iam::000000000000:root",
  },
  ListRoles: {
    Roles: [{ RoleName: "r&d", CreateDate: new Date("2026-11-22T01:02:03Z") }],
    IsTruncated: false,
  },
  GetFunctionConfiguration: {
    FunctionName: "f",
    Environment: { Variables: { A: "é" } },
  },
  PutObject: { ETag: etag },
  GetObject: {
    Body: Buffer.from("hello"),
    ContentLength: 5,
    ETag: etag,
    Metadata: { colour: "blue" },
  },
  GetBucketLocation: { LocationConstraint: "eu-west-1" },
  DeleteObjects: { Deleted: [{ Key: "x&y" }, { Key: "z" }] },
  PutMetricData: {},
  ListMetrics: {
    Metrics: [
      {
        Namespace: "N",
        MetricName: "m",
        Dimensions: [{ Name: "a", Value: "b" }],
      },
    ],
  },
  DescribeLogGroups: { logGroups: [{ creationTime: 1_700_000_000_000 }] },
  GetSigningProfile: {
    signatureValidityPeriod: { value: 135, type: "MONTHS" },
  },
};

void test("boto3's signed requests are understood, and it understands the answers", async (t) => {
  const found = spawnSync("python3", ["-c", "import boto3"]);
  if (found.status !== 0)
    return t.skip("python3 with boto3 is not installed: boto3 was not tried");
  const inputs: Record<string, unknown> = {};
  const protocols: Record<string, ProtocolName> = {};
  await using server = await recorder((request) => {
    const { op, protocol, input } = understood(request);
    inputs[op.name] = input;
    protocols[op.name] = protocol;
    const meta = { requestId: "r-1" };
    const output = outputs[op.name];
    if (output) return encode(protocol, op, output, meta);
    const error = {
      name: "NoSuchKey",
      message: "No.",
      status: 404,
      fault: "client" as const,
    };
    return encodeError(protocol, op, error, meta);
  });
  const run = promisify(execFile);
  const { stdout } = await run("python3", ["-c", script, server.endpoint]);
  deepEqual(JSON.parse(stdout), {
    identity: "arn:aws:iam::000000000000:root",
    role: ["r&d", "2026-11-22T01:02:03+00:00"],
    function: { Variables: { A: "é" } },
    put: etag,
    got: ["hello", { colour: "blue" }, 5],
    location: "eu-west-1",
    deleted: ["x&y", "z"],
    metrics:
      outputs["ListMetrics"] &&
      (outputs["ListMetrics"] as { Metrics: unknown }).Metrics,
    logs: 1_700_000_000_000,
    signer: { value: 135, type: "MONTHS" },
    error: ["404", 404],
  });
  deepEqual(inputs["ListRoles"], { PathPrefix: "/a+b&c/" });
  deepEqual(inputs["DeleteObjects"], {
    Bucket: "b",
    ...pick(inputs["DeleteObjects"], "ChecksumAlgorithm"),
    Delete: { Objects: [{ Key: "x&y" }, { Key: "z" }] },
  });
  const put = inputs["PutObject"] as Record<string, unknown>;
  equal(put["Key"], "a folder/k+é.txt");
  deepEqual(put["Metadata"], { colour: "blue" });
  equal(Buffer.from(put["Body"] as Uint8Array).toString(), "bytes");
  equal(protocols["PutMetricData"], protocols["ListMetrics"]);
});

function pick(source: unknown, name: string): object {
  const value = (source as Record<string, unknown>)[name];
  return value === undefined ? {} : { [name]: value };
}

const models = clients.map((name) => serviceModel(sdkClient(name)));

/** The path of a request, as a gateway walks it. */
function understood({ head, body }: SentRequest): {
  op: OperationModel;
  protocol: ProtocolName;
  input: Record<string, unknown>;
} {
  const form = head.headers["content-type"]?.startsWith(
    "application/x-www-form-urlencoded",
  );
  const claimed = claim(head, form ? body : undefined);
  const model = models.find(
    ({ signingName }) => signingName === claimed.scope,
  )!;
  const op =
    claimed.operation === undefined
      ? model.route(head)!
      : model.operation(claimed.operation)!;
  const protocol =
    claimed.protocol === "rest" ? model.defaultProtocol : claimed.protocol;
  const from = presented(head);
  const verdict = from?.ok
    ? verifySignature(head, from, "secret", new Date(), body)
    : undefined;
  if (!verdict?.ok) throw new Error(`${op.name}: ${JSON.stringify(verdict)}`);
  const bytes = verifiedBytes(head, verdict, body, {
    checksums: op.checksumsInput,
  });
  const input = decode(protocol, op, head, bytes);
  equal(violations(op, input), undefined);
  return { op, protocol, input };
}
