/**
 * Whether a signature's profile version is among the allowed ones. An allowed ARN without a version stands for all
 * versions of its profile, as Lambda's code signing configurations accept it.
 */
export function profileAllowed(
  profileVersionArn: string,
  allowed: readonly string[],
): boolean {
  const profileArn = profileVersionArn.replace(
    /(:\/signing-profiles\/[^/]+)\/[^/]+$/,
    "$1",
  );
  return allowed.some((arn) => arn === profileVersionArn || arn === profileArn);
}
