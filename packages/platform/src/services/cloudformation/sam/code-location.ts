import type { ObjectValue, Value } from "@gatehouse/template";
import { invalidResource } from "./problem.ts";
import { isObject, present, says } from "./values.ts";

/** Where code is in S3, as Lambda's resources have it. @throws SamProblem */
export function codeLocation(
  location: Value,
  id: string,
  property: string,
): ObjectValue {
  const { Bucket, Key, Version } = isObject(location)
    ? location
    : parsed(location, id, property);
  if (!says(Bucket) || !says(Key))
    throw invalidResource(
      id,
      `'${property}' requires Bucket and Key properties to be specified.`,
    );
  return present({
    S3Bucket: Bucket,
    S3Key: Key,
    S3ObjectVersion: Version,
  });
}

const URI = /^s3:\/\/([^/?#]+)\/+([^?#]*)(?:\?([^#]*))?(?:#.*)?$/s;
const LOOKED_UP =
  /\{\{resolve:(ssm|ssm-secure|secretsmanager):[a-zA-Z0-9_.\-/]*\/[a-zA-Z0-9_.\-/]*(:\d+)?\}\}/;

function parsed(location: Value, id: string, property: string): ObjectValue {
  if (typeof location !== "string")
    throw invalidResource(id, `'${property}' must be of type dict or string.`);
  if (LOOKED_UP.test(location))
    throw invalidResource(
      id,
      `Unsupported dynamic reference detected in '${property}'. Please consider using alternative 'FunctionCode' object format.`,
    );
  const [, Bucket, Key, query] = URI.exec(location) ?? [];
  if (Bucket === undefined || Key === undefined)
    throw invalidResource(
      id,
      `'${property}' is not a valid S3 Uri of the form 's3://bucket/key' with optional versionId query parameter.`,
    );
  const versions = new URLSearchParams(query).getAll("versionId");
  return present({
    Bucket,
    Key,
    Version: versions.length === 1 && versions[0] ? versions[0] : undefined,
  });
}
