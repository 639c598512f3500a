import type { Fault } from "./errors.ts";

const CODES: readonly (readonly [RegExp, string])[] = [
  [
    /AlreadyExist|Conflict|EntityAlready|BucketAlready|QueueNameExists/,
    "AlreadyExists",
  ],
  [/NotFound|NoSuch|NonExistent/, "NotFound"],
  [/AccessDenied|AuthorizationError|UnauthorizedOperation/, "AccessDenied"],
  [/Throttl|TooManyRequests/, "Throttling"],
  [/Limit|Quota/, "ServiceLimitExceeded"],
  [/Invalid|Validation|Malformed/, "InvalidRequest"],
];

/** The code by which CloudFormation's resource handlers tell a service's error, as `AlreadyExists`. */
export function handlerErrorCode({ name }: Pick<Fault, "name">): string {
  return (
    CODES.find(([form]) => form.test(name))?.[1] ?? "GeneralServiceException"
  );
}
