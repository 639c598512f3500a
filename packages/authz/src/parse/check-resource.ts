import type { ParseFailure } from "./result.ts";
import { failure } from "./result.ts";

/** Checks one Resource or NotResource value, with IAM's messages for each way in which an ARN can be wrong. */
export function checkResource(
  resource: string,
  statement: number,
): ParseFailure | undefined {
  const message = problemWith(resource);
  return message ? failure("invalid-resource", message, statement) : undefined;
}

function problemWith(resource: string): string | undefined {
  if (resource === "*") return undefined;
  if (!resource.includes(":"))
    return `Resource ${resource} must be in ARN format or "*".`;
  const [, partition = "", service, region, account, ...path] =
    resource.split(":");
  if (!PARTITIONS.has(partition))
    return `Partition "${partition}" is not valid for resource "${completed(resource)}".`;
  if (service === undefined || (/[*?]/.test(service) && service !== "*"))
    return "Resource vendor must be fully qualified and cannot contain regexes.";
  if (service === "iam" && path.length > 0)
    return problemWithIam(resource, region ?? "", path.join(":"));
  // S3's access points have a region, and then also an account.
  if (service === "s3" && region && account === "")
    return `Resource ${resource} can not contain region information.`;
  return undefined;
}

function problemWithIam(
  resource: string,
  region: string,
  path: string,
): string | undefined {
  if (region && region !== "*")
    return `IAM resource ${resource} cannot contain region information.`;
  const known = IAM_PATHS.some((start) => path.startsWith(start));
  return known || /^[*?]|^root$|^[a-z-]+[*?]/.test(path)
    ? undefined
    : `IAM resource path must either be "*" or start with ${IAM_PATHS.join(", ")}.`;
}

const PARTITIONS: ReadonlySet<string> = new Set([
  "*",
  "aws",
  "aws-cn",
  "aws-us-gov",
  "aws-iso",
  "aws-iso-b",
  "aws-iso-e",
  "aws-iso-f",
  "aws-eusc",
]);

const IAM_PATHS = [
  "user/",
  "federated-user/",
  "role/",
  "group/",
  "instance-profile/",
  "mfa/",
  "server-certificate/",
  "policy/",
  "sms-mfa/",
  "saml-provider/",
  "oidc-provider/",
  "report/",
  "access-report/",
];

/** The resource as IAM repeats it: `arn` for its first field, and a `*` for each field that is missing. */
function completed(resource: string): string {
  const fields = ["arn", ...resource.split(":").slice(1)];
  while (fields.length < 6) fields.push("*");
  return fields.join(":");
}
