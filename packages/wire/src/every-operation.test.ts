import { deepEqual, equal, fail } from "node:assert/strict";
import { test } from "node:test";
import {
  claim,
  decode,
  encode,
  serviceModel,
  type OperationModel,
} from "./index.ts";
import type { HttpAnswer, ProtocolName } from "./request.ts";
import {
  inProcess,
  sdkClient,
  type SentRequest,
} from "./testing/in-process.ts";
import {
  clientOf,
  clients,
  commandOf,
  protocolsOf,
} from "./testing/sdk-client.ts";
import { shapeValues } from "./testing/shape-values.ts";

/** What clients check before they send. */
const fixed = {
  Bucket: "a-bucket",
  Key: "a folder/key+é.txt",
  // The SDK derives it from Expires.
  ExpiresString: undefined,
  RequestRoute: "route",
  RequestToken: "token",
  AccountId: "111122223333",
  accountId: "111122223333",
  ChecksumAlgorithm: undefined,
  ChecksumMode: undefined,
  ContentLength: undefined,
  ContentEncoding: undefined,
  SSECustomerKey: undefined,
  SSECustomerKeyMD5: undefined,
  CopySourceSSECustomerKey: undefined,
  CopySourceSSECustomerKeyMD5: undefined,
  CreateBucketConfiguration: undefined,
};

for (const name of clients) {
  const sdk = sdkClient(name);
  const model = serviceModel(sdk);
  for (const [protocol, settings] of protocolsOf(name, model.defaultProtocol)) {
    void test(`every ${model.serviceId} operation of the SDK goes both ways over ${protocol}`, async () => {
      const values = shapeValues(fixed);
      let answer = (_: SentRequest): HttpAnswer => fail();
      const requestHandler = inProcess((request) => answer(request));
      const client = clientOf(sdk, { ...settings, requestHandler });
      for (const operation of model.operationNames) {
        const op = model.operation(operation)!;
        const input = values.of(op.input);
        const output = values.of(op.output);
        const seen: SentRequest[] = [];
        answer = (request) => {
          seen.push(request);
          return encode(protocol, op, structuredClone(output), {
            requestId: "r-1",
          });
        };
        const answered = await client.send(commandOf(sdk, operation, input));
        const { head, body } = seen[0]!;
        equal(
          matched(head, body, model, protocol)?.name,
          aliases[operation] ?? operation,
        );
        const decoded = decode(protocol, op, head, body);
        // The SDK adds these to what it was given.
        for (const added of ["ChecksumAlgorithm", "ContentLength"])
          if (!(added in input)) delete decoded[added];
        deepEqual(plain(decoded), plain(input), `input of ${operation}`);
        deepEqual(
          await collected(answered, op),
          plain(output),
          `output of ${operation}`,
        );
      }
    });
  }
}
/** Two operations of one path that only the endpoint tells apart. */
const aliases: Record<string, string> = { ListDirectoryBuckets: "ListBuckets" };

function matched(
  head: SentRequest["head"],
  body: Uint8Array,
  model: ReturnType<typeof serviceModel>,
  protocol: ProtocolName,
): OperationModel | undefined {
  const form = head.headers["content-type"]?.startsWith(
    "application/x-www-form-urlencoded",
  );
  const claimed = claim(head, form ? body : undefined);
  // Federated callers of STS have no credentials to sign with.
  if (head.headers["authorization"])
    equal(claimed.scope?.replace(/^s3.+/, "s3"), model.signingName);
  if (claimed.protocol === "rest") return model.route(head);
  equal(claimed.protocol, protocol);
  return model.operation(claimed.operation ?? "");
}

async function collected(
  answer: Record<string, unknown>,
  op: OperationModel,
): Promise<unknown> {
  const { $metadata: _, ExpiresString: __, ...rest } = answer;
  for (const { name, shape } of op.output.members) {
    if (shape.kind === "structure" && op.output.member(name)?.traits.streaming)
      delete rest[name];
    const stream = rest[name] as
      { transformToByteArray?: () => Promise<Uint8Array> } | undefined;
    if (stream?.transformToByteArray)
      rest[name] = await stream.transformToByteArray();
  }
  return plain(rest);
}

/** Bytes of one class, prototypes and undefined members gone. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return [...value];
  if (value instanceof Date || typeof value !== "object" || value === null)
    return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== undefined && item !== null)
      .map(([key, item]) => [key, plain(item)]),
  );
}
