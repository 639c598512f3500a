/** The six segments of an Amazon Resource Name. */
export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  /** All after the fifth colon. */
  readonly resource: string;
}

/** Takes an ARN apart, or answers undefined where the text is none. */
export function parseArn(text: string): Arn | undefined {
  const parts = text.split(":");
  if (parts.length < 6 || parts[0] !== "arn") return undefined;
  const [
    ,
    partition = "",
    service = "",
    region = "",
    accountId = "",
    ...resource
  ] = parts;
  return {
    partition,
    service,
    region,
    accountId,
    resource: resource.join(":"),
  };
}

/** Writes an ARN of the partition `aws`; a scope is anything that names a Region and an account. */
export function arn(
  service: string,
  scope: { region: string; accountId: string },
  resource: string,
): string {
  return `arn:aws:${service}:${scope.region}:${scope.accountId}:${resource}`;
}

/** An ARN without a Region, as IAM and STS write them. */
export function globalArn(
  service: string,
  accountId: string,
  resource: string,
): string {
  return `arn:aws:${service}::${accountId}:${resource}`;
}
