import { parseArn } from "./arn.ts";

/** The address of a queue of any account and Region. SQS finds a queue by the path alone, whatever the host. */
export function queueUrl(queueArn: string): string {
  const {
    region = "",
    accountId = "",
    resource = "",
  } = parseArn(queueArn) ?? {};
  return `https://sqs.${region}.amazonaws.com/${accountId}/${resource}`;
}
