import { InvalidParameterValueException } from "@aws-sdk/client-lambda";
import { fault } from "../../core/errors.ts";

/** Runtimes with which AWS creates and updates no functions any more (Lambda guide, "Deprecated runtimes"). */
const RETIRED: ReadonlySet<string> = new Set([
  "dotnet5.0",
  "dotnet7",
  "dotnetcore1.0",
  "dotnetcore2.0",
  "dotnetcore2.1",
  "dotnetcore3.1",
  "go1.x",
  "java8",
  "nodejs",
  "nodejs4.3",
  "nodejs4.3-edge",
  "nodejs6.10",
  "nodejs8.10",
  "nodejs10.x",
  "nodejs12.x",
  "nodejs14.x",
  "provided",
  "python2.7",
  "python3.6",
  "python3.7",
  "ruby2.5",
  "ruby2.7",
]);

/**
 * Refuses a runtime that AWS has retired; unknown ones are refused by the model.
 * @throws Fault InvalidParameterValueException
 */
export function checkRuntime(runtime: string): void {
  if (RETIRED.has(runtime))
    throw fault(
      InvalidParameterValueException,
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
}
