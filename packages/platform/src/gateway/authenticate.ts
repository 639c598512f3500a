import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import {
  denied,
  presented,
  spokenDenial,
  verifiedStream,
  verifySignature,
  wrongService,
  type Denial,
  type RequestHead,
  type Verified,
} from "@gatehouse/wire";
import { ANONYMOUS, type Caller } from "../core/caller.ts";
import { fault } from "../core/errors.ts";
import { collected, inflated, readBody } from "./body.ts";
import type { Matched } from "./match.ts";
import type { Platform } from "./platform.ts";

/** A request whose sender is known; its body is what the sender signed. */
export interface Authenticated {
  readonly caller: Caller;
  readonly region: string;
  /** Bytes, checked; or, for operations that take a stream, one that breaks where the body is not as signed. */
  readonly body: Buffer | Readable;
}

/** For operations that are not built: enough to check the signature of their request. */
const LIMIT = 1 << 20;

/**
 * Checks a request's signature over its raw bytes, at the real time: no unverified body reaches a parser.
 * @throws Fault in the protocol's words for each of the wire package's denials
 */
export async function authenticate(
  platform: Platform,
  request: IncomingMessage,
  head: RequestHead,
  { loaded, model, protocol, form }: Matched,
): Promise<Authenticated> {
  const operation = loaded.service.operations.get(model.name);
  const limit = operation?.maxBody ?? LIMIT;
  // S3 signs what the client says of its body, which is then held to it; the others sign the body itself.
  const signsClaim = loaded.service.name === "s3";
  const bytes = signsClaim
    ? undefined
    : (form ?? (await readBody(request, limit, model.name)));

  const sender = await identified(
    platform,
    head,
    loaded.model.signingName,
    bytes,
    signsClaim || operation?.identify !== undefined,
  );
  if (!sender.ok) {
    const { name, message, status } = spokenDenial(sender, protocol);
    throw fault(name, message, status);
  }
  const { caller, region, verified } = sender;
  if (bytes) {
    const encoding = head.headers["content-encoding"];
    const body = await inflated(bytes, encoding, limit, model.name);
    return { caller, region, body };
  }
  const stream = verifiedStream(head, verified, request, {
    checksums: model.checksumsInput,
  });
  return {
    caller,
    region,
    body: model.streamsInput
      ? stream
      : await collected(stream, limit, model.name),
  };
}

interface Sender {
  readonly ok: true;
  readonly caller: Caller;
  readonly region: string;
  /** Undefined for anonymous requests, whose body nothing vouches for. */
  readonly verified: Verified | undefined;
}

/** Finds out who sent a request, by its signature. */
export async function identified(
  platform: Platform,
  head: RequestHead,
  service: string,
  bytes: Buffer | undefined,
  allowsAnonymous: boolean,
): Promise<Sender | Denial> {
  const shown = presented(head);
  if (!shown)
    return allowsAnonymous
      ? {
          ok: true,
          caller: ANONYMOUS,
          region: platform.facts.region,
          verified: undefined,
        }
      : denied("MissingAuthenticationToken");
  if (!shown.ok) return shown;

  const credential = await platform.credentials.of(shown);
  if (!credential.ok) return credential;
  const verified = verifySignature(
    head,
    shown,
    credential.secretAccessKey,
    new Date(),
    bytes,
  );
  if (!verified.ok) return verified;
  return (
    wrongService(shown, service) ?? {
      ok: true,
      caller: credential.caller,
      region: shown.region,
      verified,
    }
  );
}
