import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { fault } from "../../core/errors.ts";

/** All variables of a function together, in bytes of their JSON. */
const LARGEST = 4096;

/** Variables that the runtime sets (Lambda guide, "Defined runtime environment variables"). */
const RESERVED: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

/**
 * Refuses variables that Lambda sets itself, and more than 4 KB of them.
 * @throws Fault InvalidParameterValueException
 */
export function checkVariables(
  variables: Readonly<Record<string, string>>,
): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name));
  if (reserved.length > 0)
    throw fault(
      InvalidParameterValueException,
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  const text = JSON.stringify(variables);
  if (Buffer.byteLength(text) > LARGEST)
    throw fault(
      InvalidParameterValueException,
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${text}`,
    );
}
