import { denialMessage } from "@gatehouse/authz";
import { Fault } from "../../core/errors.ts";
import type { Call } from "../perform.ts";
import type { Judged } from "./judged.ts";

/** The refusal of a call, with the questions whose answers it rests on. */
export class AccessDenied extends Fault {
  readonly judged: readonly Judged[];

  constructor(
    name: string,
    message: string,
    status: number,
    judged: readonly Judged[],
  ) {
    super(name, message, status);
    this.judged = judged;
  }
}

/** AWS's words for the first denial; the query services and S3 spell the code without "Exception", EC2 has one of its own. */
export function accessDenied(
  call: Call,
  judged: readonly [Judged, ...Judged[]],
): AccessDenied {
  const { service, caller } = call;
  const message =
    service.name === "s3" && caller.type === "Anonymous"
      ? "Access Denied"
      : caller.type === "WebIdentityUser"
        ? `Not authorized to perform ${judged[0].request.action}`
        : wordsOfCall(call, judged[0]);
  return new AccessDenied(denialCode(call), message, 403, judged);
}

/** What a denial of this call is called on the wire. */
export function denialCode({ service, model }: Call): string {
  if (service.denialCode !== undefined) return service.denialCode;
  const protocol = model.service.defaultProtocol;
  return protocol === "awsQuery" || protocol === "restXml"
    ? "AccessDenied"
    : "AccessDeniedException";
}

/** EC2's denials carry in their text the message that sts:DecodeAuthorizationMessage opens. */
export function carryMessage(denied: Fault, message: string): void {
  if (denied.name === UNAUTHORIZED)
    denied.message += `. Encoded authorization failure message: ${message}`;
}

const UNAUTHORIZED = "UnauthorizedOperation";

function wordsOfCall(call: Call, judged: Judged): string {
  const words = wordsOf(judged, call.caller.arn);
  return denialCode(call) === UNAUTHORIZED
    ? `You are not authorized to perform this operation. ${words}`
    : words;
}

/** `User: … is not authorized to perform: … because …`. */
export function wordsOf({ request, decision }: Judged, arn: string): string {
  return denialMessage(arn, request.action, request.resource, decision);
}
