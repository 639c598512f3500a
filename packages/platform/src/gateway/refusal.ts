import {
  encodeError,
  type HttpAnswer,
  type OperationModel,
  type ProtocolName,
  type RequestHead,
} from "@gatehouse/wire";
import { Fault, MODELLED } from "../core/errors.ts";
import { bodyFault } from "./body-fault.ts";
import type { Platform } from "./platform.ts";

/** What is known of a request at the moment in which it is answered. */
export interface Answering {
  readonly head: RequestHead;
  readonly requestId: string;
  service?: string;
  protocol?: ProtocolName;
  operation?: OperationModel;
}

/** The answer to a request that was refused or failed, in the words of its protocol. */
export function answerOf(
  platform: Platform,
  answering: Answering,
  error: unknown,
): HttpAnswer {
  const {
    head,
    requestId,
    service,
    operation,
    protocol = guessed(head),
  } = answering;
  const { name, message, status, fields, headers } = refusal(
    platform,
    answering,
    error,
  );
  const answer = encodeError(
    protocol,
    operation,
    {
      name,
      message,
      status,
      fault: status >= 500 ? "server" : "client",
      fields,
    },
    {
      requestId,
      resource: head.path,
      ...(service === undefined ? {} : { service }),
    },
  );
  Object.assign(answer.headers, headers);
  return answer;
}

interface Refusal {
  readonly name: string;
  readonly message: string;
  readonly status: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

function refusal(
  platform: Platform,
  answering: Answering,
  error: unknown,
): Refusal {
  const known = error instanceof Fault ? error : bodyFault(error);
  if (known) {
    const { name, message, fields, headers } = known;
    const status =
      known.status === MODELLED
        ? modelledStatus(answering.operation, name)
        : known.status;
    return { name, message, status, fields, headers };
  }
  platform.log.error(`Request ${answering.requestId} failed.`, error);
  return {
    name: "InternalFailure",
    message: "An internal error occurred. The platform's log tells more of it.",
    status: 500,
    fields: {},
  };
}

/** The status that the service's model gives an error: 400 where it gives none, as Smithy says. */
function modelledStatus(
  operation: OperationModel | undefined,
  name: string,
): number {
  const shape = operation?.service.error(name);
  return shape?.httpError ?? shape?.queryError?.[1] ?? 400;
}

/** For requests that name no protocol: what their content type suggests. */
function guessed({ headers }: RequestHead): ProtocolName {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) return "awsQuery";
  if (type.startsWith("application/x-amz-json")) return "awsJson1.1";
  return "restJson1";
}
