import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

/** One of AWS's own managed policies, in its current version. */
export interface AwsManagedPolicy {
  /** As `arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole`. */
  readonly arn: string;
  readonly versionId: string;
  /** ISO dates. */
  readonly createdAt?: string;
  readonly updatedAt?: string;
  readonly document: string;
}

let loading: Promise<ReadonlyMap<string, AwsManagedPolicy>> | undefined;

/** The managed policies of AWS by ARN: read from the packed file when the first is asked for. */
export function awsManagedPolicies(): Promise<
  ReadonlyMap<string, AwsManagedPolicy>
> {
  loading ??= load();
  return loading;
}

/** One managed policy of AWS, or undefined. */
export async function awsManagedPolicy(
  arn: string,
): Promise<AwsManagedPolicy | undefined> {
  return (await awsManagedPolicies()).get(arn);
}

async function load(): Promise<ReadonlyMap<string, AwsManagedPolicy>> {
  const packed = await readFile(
    new URL("aws-managed-policies.json.br", import.meta.url),
  );
  const text = await promisify(brotliDecompress)(packed);
  const policies = JSON.parse(text.toString()) as AwsManagedPolicy[];
  return new Map(policies.map((policy) => [policy.arn, policy]));
}
