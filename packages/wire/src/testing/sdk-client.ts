import {
  AwsQueryProtocol,
  AwsSmithyRpcV2CborProtocol,
} from "@aws-sdk/core/protocols";
import type { ProtocolName } from "../request.ts";

/** The installed clients by the last part of their package's name. */
export const clients = [
  "sts",
  "iam",
  "s3",
  "lambda",
  "signer",
  "cloudtrail",
  "cloudwatch",
  "cloudwatch-logs",
];

/** An SDK client of whatever service. */
export interface Client {
  send(command: object): Promise<Record<string, unknown>>;
}

/** The protocols that clients speak with a service and the settings that choose each. CloudWatch is spoken to in three ways. */
export function protocolsOf(
  name: string,
  own: ProtocolName,
): [ProtocolName, object][] {
  if (name !== "cloudwatch") return [[own, {}]];
  return [
    [own, {}],
    ["awsQuery", { protocol: AwsQueryProtocol }],
    ["rpcv2Cbor", { protocol: AwsSmithyRpcV2CborProtocol }],
  ];
}

/** A client of the SDK namespace, which adds no checksums of its own accord. */
export function clientOf(
  sdk: Record<string, unknown>,
  settings: object,
): Client {
  const name = Object.keys(sdk).find((key) => /^[A-Z]\w*Client$/.test(key))!;
  return Reflect.construct(sdk[name] as new () => Client, [
    {
      region: "us-east-1",
      credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret" },
      endpoint: "http://127.0.0.1:4566",
      forcePathStyle: true,
      disableHostPrefix: true,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      maxAttempts: 1,
      ...settings,
    },
  ]) as Client;
}

/** The command of that name with a copy of the input. */
export function commandOf(
  sdk: Record<string, unknown>,
  name: string,
  input: object,
): object {
  return Reflect.construct(sdk[`${name}Command`] as new () => object, [
    structuredClone(input),
  ]) as object;
}
