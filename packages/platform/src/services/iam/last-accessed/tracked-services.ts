/** The services whose actions reports tell one by one: those that the platform serves, by the first segment of their actions. */
export const TRACKED_SERVICES: ReadonlySet<string> = new Set([
  "access-analyzer",
  "cloudtrail",
  "cloudwatch",
  "iam",
  "lambda",
  "logs",
  "organizations",
  "s3",
  "signer",
  "sts",
]);
