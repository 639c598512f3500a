import {
  serviceModel,
  type OperationModel,
  type ProtocolName,
} from "@gatehouse/wire";
import { catalogue } from "../../packages/platform/src/catalogue.ts";
import {
  clientOf,
  protocolsOf,
} from "../../packages/wire/src/testing/sdk-client.ts";
import { inProcess } from "../../packages/wire/src/testing/in-process.ts";
import type { SentRequest } from "../../packages/wire/src/testing/in-process.ts";

/** One operation that is built, in one of the protocols in which clients call it. */
export interface Target {
  readonly operation: OperationModel;
  readonly protocol: ProtocolName;
  /** The service of its signatures. */
  readonly scope: string;
  /** The request in which the SDK's client would send an input; undefined for inputs that it refuses itself. */
  readonly request: (input: object) => Promise<SentRequest | undefined>;
}

/** A service's targets. */
export interface ServiceTargets {
  readonly service: string;
  readonly targets: readonly Target[];
}

/** Everything that the platform has built. */
export function allTargets(): Promise<ServiceTargets[]> {
  return Promise.all(
    catalogue.map(async (entry) => {
      const { service } = await entry.load();
      const sdk = { ...service.sdk };
      const model = serviceModel(sdk);
      const targets = [...service.operations.keys()].flatMap((name) => {
        const operation = model.operation(name);
        return operation
          ? protocolsOf(entry.name, model.defaultProtocol).map(
              ([protocol, settings]): Target => ({
                operation,
                protocol,
                scope: entry.scope,
                request: (input) => written(sdk, settings, name, input),
              }),
            )
          : [];
      });
      return {
        service: entry.name,
        targets: targets.toSorted(
          (a, b) => rank(a.operation.name) - rank(b.operation.name),
        ),
      };
    }),
  );
}

/** What shuts doors or takes things away comes last, so that the others find something. */
function rank(operation: string): number {
  const late = [
    /^Put.*(Policy|Block|Controls)$/,
    /^(Abort|Cancel|Deactivate|Delete|Detach|Remove|Revoke)/,
  ];
  return late.findIndex((pattern) => pattern.test(operation));
}

async function written(
  sdk: Record<string, unknown>,
  settings: object,
  operation: string,
  input: object,
): Promise<SentRequest | undefined> {
  const seen: SentRequest[] = [];
  const requestHandler = inProcess((request) => {
    seen.push(request);
    return { status: 200, headers: {}, body: undefined };
  });
  const client = clientOf(sdk, { ...settings, requestHandler, logger: SILENT });
  const Command = sdk[`${operation}Command`] as new (input: object) => object;
  // The SDK cannot read that answer as every output, which is no matter here.
  await client.send(new Command(input)).catch(() => undefined);
  return seen[0];
}

/** The SDK warns of bodies that it would rather not send. */
const SILENT = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
