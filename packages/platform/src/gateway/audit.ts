import type { Caller } from "../core/caller.ts";
import { auditTrail, type AuditRecord } from "../core/audit.ts";
import type { AuditRule } from "../core/operation.ts";
import type { Fault } from "../core/errors.ts";
import type { Write } from "../store/driver.ts";
import { encodeKey } from "../store/key.ts";
import type { RequestContext } from "./request-context.ts";
import { timeOrderedId } from "../core/time-ordered-id.ts";
import type { Keeping } from "./decisions/decisions.ts";
import { recorded } from "./redact.ts";
import type { Call } from "./perform.ts";

/** How a call ended. */
interface Outcome {
  readonly output?: object;
  readonly fault?: Fault;
  /** The decision to tell of, where something was denied or would have been. */
  readonly keeping?: Pick<Keeping, "additionalEventData"> | undefined;
}

/**
 * The CloudTrail record of a call, as a write that rides along with the call's commit; undefined for
 * data events that went well, which CloudTrail does not record unless a trail asks for them.
 */
export function auditWrite(
  call: Call,
  ctx: RequestContext,
  outcome: Outcome,
): Write | undefined {
  const { audit } = call.operation;
  if (audit.category === "Data" && !outcome.fault && !outcome.keeping)
    return undefined;
  const record = auditRecord(call, audit, ctx, outcome);
  const shelf = encodeKey([ctx.accountId, ctx.region]);
  return {
    table: auditTrail.name,
    key: shelf + encodeKey(auditTrail.key(record)),
    shelf,
    body: JSON.stringify(record),
    entries: undefined,
  };
}

/** The record event, version 1.11 (CloudTrail user guide, "CloudTrail record contents"). */
function auditRecord(
  { model, operation, input, service }: Call,
  audit: AuditRule,
  ctx: RequestContext,
  { output, fault, keeping }: Outcome,
): AuditRecord {
  const notes = Object.assign({}, ...ctx.notes) as (typeof ctx.notes)[number];
  const { caller, request } = ctx;
  const eventTime = ctx.now();
  const via = caller.type === "AWSService" ? caller.service : request.via;
  return {
    eventVersion: "1.11",
    userIdentity: userIdentity(caller, request.via),
    eventTime,
    eventSource: `${EVENT_SOURCES[service.name] ?? service.name}.amazonaws.com`,
    eventName: audit.eventName,
    awsRegion: ctx.region,
    sourceIPAddress: via ?? request.sourceIp,
    userAgent: via ?? request.userAgent,
    ...(fault
      ? { errorCode: auditErrorCode(fault), errorMessage: fault.message }
      : {}),
    requestParameters: recorded(model.input, input, {
      hide: audit.redact,
      rename: RENAMED[service.name] ?? {},
    }),
    responseElements:
      notes.responseElements !== undefined
        ? notes.responseElements
        : audit.readOnly
          ? null
          : recorded(model.output, output, { hide: audit.redact }),
    ...(notes.additionalEventData || keeping
      ? {
          additionalEventData: {
            ...notes.additionalEventData,
            ...keeping?.additionalEventData,
          },
        }
      : {}),
    requestID: ctx.requestId,
    eventID: timeOrderedId(eventTime),
    readOnly: audit.readOnly,
    ...(notes.resources ? { resources: notes.resources } : {}),
    eventType: "AwsApiCall",
    managementEvent: audit.category === "Management",
    recipientAccountId: ctx.accountId,
    eventCategory: audit.category,
    ...(request.tls && via === undefined
      ? { tlsDetails: tlsDetails(request.tls, request.headers["host"]) }
      : {}),
    operation: operation.name,
  };
}

/** Where CloudTrail calls a service otherwise than its actions do. */
const EVENT_SOURCES: Readonly<Record<string, string>> = {
  cloudwatch: "monitoring",
};

/** Where CloudTrail calls a parameter otherwise than the model does. */
const RENAMED: Readonly<Record<string, Record<string, string>>> = {
  s3: { Bucket: "bucketName" },
};

function tlsDetails(
  { version, cipherSuite }: { version: string; cipherSuite: string },
  host: string | undefined,
): AuditRecord["tlsDetails"] {
  return {
    tlsVersion: version,
    cipherSuite,
    ...(host === undefined ? {} : { clientProvidedHostHeader: host }),
  };
}

/** CloudTrail writes AccessDenied where the API answers AccessDeniedException. */
function auditErrorCode(fault: Fault): string {
  return fault.name === "AccessDeniedException" ? "AccessDenied" : fault.name;
}

/** @param via the service that makes the call with its caller's rights */
function userIdentity(
  caller: Caller,
  via: string | undefined,
): Record<string, unknown> {
  if (caller.type === "AWSService")
    return { type: "AWSService", invokedBy: caller.service };
  if (caller.type === "Anonymous")
    return {
      type: "AWSAccount",
      principalId: "",
      accountId: "ANONYMOUS_PRINCIPAL",
    };
  if (caller.type === "WebIdentityUser")
    return {
      type: "WebIdentityUser",
      principalId: caller.principalId,
      userName: caller.userName,
      identityProvider: caller.issuer,
    };
  const { type, principalId, arn, accountId, accessKeyId, session } = caller;
  return {
    type,
    principalId,
    arn,
    accountId,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...("userName" in caller ? { userName: caller.userName } : {}),
    ...(session ? { sessionContext: sessionContext(caller) } : {}),
    ...(via === undefined ? {} : { invokedBy: via }),
  };
}

function sessionContext(
  caller: Exclude<Caller, { type: "AWSService" | "Anonymous" }>,
): Record<string, unknown> {
  const { session } = caller;
  const issuer =
    caller.type === "AssumedRole"
      ? {
          sessionIssuer: {
            type: "Role",
            principalId: caller.roleId,
            arn: caller.roleArn,
            accountId: caller.accountId,
            userName: caller.roleName,
          },
        }
      : {};
  return {
    ...issuer,
    attributes: {
      creationDate: new Date(session?.issuedAt ?? 0)
        .toISOString()
        .replace(/\.\d+Z$/, "Z"),
      mfaAuthenticated: String(session?.mfa ?? false),
    },
    ...(session?.sourceIdentity === undefined
      ? {}
      : { sourceIdentity: session.sourceIdentity }),
  };
}
