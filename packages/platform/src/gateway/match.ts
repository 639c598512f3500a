import type { IncomingMessage } from "node:http";
import {
  claim,
  type Claim,
  type OperationModel,
  type ProtocolName,
  type RequestHead,
} from "@gatehouse/wire";
import { fault } from "../core/errors.ts";
import { inflated, readBody } from "./body.ts";
import type { Platform } from "./platform.ts";
import type { Answering } from "./refusal.ts";
import type { LoadedService } from "./services.ts";

/** Which operation of which service a request names, and in which protocol. */
export interface Matched {
  readonly loaded: LoadedService;
  readonly model: OperationModel;
  readonly protocol: ProtocolName;
  /** The body as it came, where it had to be read because it names the operation (query protocol). */
  readonly form: Buffer | undefined;
}

/** Query requests of a megabyte and more are none that AWS would read. */
const LONGEST_FORM = 1 << 20;

/**
 * Reads the smallest part of a request that names service and operation; nothing is parsed yet.
 * @throws Fault UnknownOperationException, InvalidAction …; NotImplemented for a service that is not built
 */
export async function match(
  platform: Platform,
  request: IncomingMessage,
  head: RequestHead,
  answering: Answering,
): Promise<Matched> {
  const form = isForm(head)
    ? await readBody(request, LONGEST_FORM, "query")
    : undefined;
  const encoding = head.headers["content-encoding"];
  const claimed = claim(
    head,
    form && (await inflated(form, encoding, LONGEST_FORM, "query")),
  );
  if (claimed.protocol !== "rest") answering.protocol = claimed.protocol;

  const entry = platform.services.claimed(claimed);
  if (!entry) throw unknownService(claimed);
  answering.service = entry.name;

  const loaded = await platform.services.load(entry);
  const protocol =
    claimed.protocol === "rest"
      ? loaded.model.defaultProtocol
      : claimed.protocol;
  answering.protocol = protocol;

  const model =
    claimed.operation === undefined
      ? loaded.model.route(head)
      : loaded.model.operation(claimed.operation);
  if (!model) throw unknownOperation(protocol, claimed, head);
  answering.operation = model;
  return { loaded, model, protocol, form };
}

function isForm(head: RequestHead): boolean {
  return (
    head.method === "POST" &&
    (head.headers["content-type"] ?? "").startsWith(
      "application/x-www-form-urlencoded",
    )
  );
}

function unknownService({ target, queryVersion, scope, serviceName }: Claim) {
  const name = scope ?? target ?? serviceName ?? queryVersion ?? "this service";
  return fault("NotImplemented", `Gatehouse does not serve ${name}.`, 501);
}

function unknownOperation(
  protocol: ProtocolName,
  { operation, queryVersion }: Claim,
  head: RequestHead,
) {
  switch (protocol) {
    case "awsQuery":
    case "ec2Query":
      return fault(
        "InvalidAction",
        `Could not find operation ${operation} for version ${queryVersion}`,
        400,
      );
    case "restXml":
      return fault(
        "MethodNotAllowed",
        "The specified method is not allowed against this resource.",
        405,
      );
    case "restJson1":
      return fault(
        "UnknownOperationException",
        `${head.method} ${head.path} names no operation.`,
        404,
      );
    default:
      return fault(
        "UnknownOperationException",
        `The operation ${operation ?? ""} is not known.`,
        400,
      );
  }
}
