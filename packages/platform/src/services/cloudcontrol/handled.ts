import { randomUUID } from "node:crypto";
import {
  GeneralServiceException,
  InvalidRequestException,
  ResourceNotFoundException,
  ServiceLimitExceededException,
  ThrottlingException,
} from "@aws-sdk/client-cloudcontrol";
import { Fault, fault } from "../../core/errors.ts";
import { handlerErrorCode } from "../../core/handler-error-code.ts";

const EXCEPTIONS: Readonly<Record<string, typeof GeneralServiceException>> = {
  InvalidRequest: InvalidRequestException,
  NotFound: ResourceNotFoundException,
  ServiceLimitExceeded: ServiceLimitExceededException,
  Throttling: ThrottlingException,
} as never;

/** Answers what a resource type answers; a service's refusal is told as the handler's. @throws Fault */
export async function handled<T>(
  typeName: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (
      !(error instanceof Fault) ||
      error.name === "UnsupportedActionException"
    )
      throw error;
    const code = handlerErrorCode(error);
    throw fault(
      EXCEPTIONS[code] ?? GeneralServiceException,
      `${typeName} Handler returned status FAILED: ${error.message} (HandlerErrorCode: ${code}, RequestToken: ${randomUUID()})`,
    );
  }
}
