import { routesOf, type Routes } from "./routes.ts";
import {
  isOperationSchema,
  operationModel,
  type OperationModel,
} from "./schema/operation.ts";
import { structureOf, type StructureShape } from "./schema/shape.ts";
import type { ProtocolName, RequestHead } from "./request.ts";

/** A service as its SDK client describes it. */
export interface ServiceModel {
  /** `CloudWatch Logs`. */
  readonly serviceId: string;
  /** The service in SigV4 scopes: `logs`. */
  readonly signingName: string;
  /** `2014-03-28`. */
  readonly apiVersion: string;
  /** The protocol that the SDK speaks with this service; a request may choose another. */
  readonly defaultProtocol: ProtocolName;
  /** The prefix of `X-Amz-Target`: `Logs_20140328`. */
  readonly targetPrefix: string;
  /** The namespace of XML answers. */
  readonly xmlNamespace: string | undefined;
  /** Whether JSON errors also carry their query code in `x-amzn-query-error`. */
  readonly queryCompatible: boolean;
  readonly operationNames: readonly string[];
  operation(name: string): OperationModel | undefined;
  /** The modelled error of that shape name. */
  error(name: string): StructureShape | undefined;
  /** The operation that method, path, query and headers name; for the REST protocols. */
  route(head: RequestHead): OperationModel | undefined;
}

/** What this package takes from an instance of an SDK client. */
interface ClientConfig {
  readonly serviceId: string;
  readonly apiVersion: string;
  readonly defaultSigningName: string;
  readonly protocol: { getShapeId(): string };
  readonly protocolSettings: {
    readonly serviceTarget?: string;
    readonly version?: string;
    readonly xmlNamespace?: string;
    readonly awsQueryCompatible?: boolean;
  };
}

const protocolNames: Readonly<Record<string, ProtocolName>> = {
  "aws.protocols#restJson1": "restJson1",
  "aws.protocols#restXml": "restXml",
  "aws.protocols#awsQuery": "awsQuery",
  "aws.protocols#ec2Query": "ec2Query",
  "aws.protocols#awsJson1_0": "awsJson1.0",
  "aws.protocols#awsJson1_1": "awsJson1.1",
  "smithy.protocols#rpcv2Cbor": "rpcv2Cbor",
};

/**
 * Reads the namespace of an `@aws-sdk/client-*` package as a service model.
 * Costs one client instance; schemas are read an operation at a time. Throws TypeError for anything else.
 */
export function serviceModel(sdk: Record<string, unknown>): ServiceModel {
  return new SdkModel(sdk);
}

class SdkModel implements ServiceModel {
  readonly serviceId: string;
  readonly signingName: string;
  readonly apiVersion: string;
  readonly defaultProtocol: ProtocolName;
  readonly targetPrefix: string;
  readonly xmlNamespace: string | undefined;
  readonly queryCompatible: boolean;
  readonly operationNames: readonly string[];
  readonly #sdk: Record<string, unknown>;
  readonly #operations = new Map<string, OperationModel>();
  #routes: Routes | undefined;

  constructor(sdk: Record<string, unknown>) {
    const config = clientConfig(sdk);
    const protocol = protocolNames[config.protocol.getShapeId()];
    if (!protocol)
      throw new TypeError(`Unknown protocol ${config.protocol.getShapeId()}.`);
    this.serviceId = config.serviceId;
    this.signingName = config.defaultSigningName;
    this.apiVersion = config.protocolSettings.version ?? config.apiVersion;
    this.defaultProtocol = protocol;
    this.targetPrefix = config.protocolSettings.serviceTarget ?? "";
    this.xmlNamespace = config.protocolSettings.xmlNamespace;
    this.queryCompatible = config.protocolSettings.awsQueryCompatible === true;
    this.operationNames = Object.values(sdk)
      .filter(isOperationSchema)
      .map((schema) => schema[2]);
    this.#sdk = sdk;
  }

  operation(name: string): OperationModel | undefined {
    const known = this.#operations.get(name);
    if (known) return known;
    const schema = this.#export(name);
    if (!isOperationSchema(schema)) return undefined;
    const made = operationModel(this, schema);
    this.#operations.set(name, made);
    return made;
  }

  error(name: string): StructureShape | undefined {
    const schema = this.#export(name);
    return Array.isArray(schema) && schema[0] === -3
      ? structureOf(schema)
      : undefined;
  }

  route(head: RequestHead): OperationModel | undefined {
    this.#routes ??= routesOf(this);
    return this.#routes.find(head);
  }

  #export(name: string): unknown {
    return Object.hasOwn(this.#sdk, `${name}$`)
      ? this.#sdk[`${name}$`]
      : undefined;
  }
}

function clientConfig(sdk: Record<string, unknown>): ClientConfig {
  const name = Object.keys(sdk).find((key) => /^[A-Z]\w*Client$/.test(key));
  const Client = name === undefined ? undefined : sdk[name];
  if (typeof Client !== "function")
    throw new TypeError("Not the namespace of an AWS SDK client.");
  // Region and credentials are placeholders: the instance is read, never used to send.
  const settings = {
    region: "us-east-1",
    credentials: { accessKeyId: "none", secretAccessKey: "none" },
  };
  const client = Reflect.construct(Client, [settings]) as {
    config: ClientConfig;
    destroy(): void;
  };
  client.destroy();
  return client.config;
}
