import type {
  AliasRoutingConfiguration,
  FunctionConfiguration,
  CodeSigningPolicy,
} from "@aws-sdk/client-lambda";
import { table } from "../../core/table.ts";

/** Times in these rows are milliseconds since the epoch. */
export type Tags = Readonly<Record<string, string>>;

/** What belongs to a function as a whole, whatever its versions. */
export interface FunctionRow {
  readonly functionName: string;
  readonly createdAt: number;
  /** The number the next published version gets: numbers are not used twice. */
  readonly nextVersion: number;
  readonly tags: Tags;
  readonly codeSigningConfigArn?: string;
  /** Undefined where the function shares the account's concurrency. */
  readonly reservedConcurrency?: number;
  /** Whether a loop of calls through the function is stopped: `Terminate` where nothing is said. */
  readonly recursiveLoop?: "Allow" | "Terminate";
}

/** A deployment package or a layer's content. */
export interface CodeRow {
  /** Hexadecimal; the API answers it in base64. */
  readonly sha256: string;
  /** Bytes, zipped and unzipped. */
  readonly size: number;
  readonly unzippedSize: number;
  readonly signature?: ArtifactSignature;
}

/** Whose signature an artifact carries, as far as it was found authentic. */
export interface ArtifactSignature {
  readonly profileVersionArn: string;
  readonly jobArn: string;
}

/** The members of a configuration that a client sets, as the API answers them. */
export type FunctionSettings = Pick<
  FunctionConfiguration,
  | "Architectures"
  | "DeadLetterConfig"
  | "Description"
  | "Environment"
  | "EphemeralStorage"
  | "FileSystemConfigs"
  | "Handler"
  | "KMSKeyArn"
  | "LoggingConfig"
  | "MemorySize"
  | "Role"
  | "Runtime"
  | "SnapStart"
  | "Timeout"
  | "TracingConfig"
  | "VpcConfig"
>;

/** A layer as a function uses it; it stays usable when the layer version is deleted. */
export interface LayerUse extends CodeRow {
  readonly arn: string;
}

/** `$LATEST` (number 0) or a published version. */
export interface VersionRow {
  readonly functionName: string;
  readonly version: number;
  readonly settings: FunctionSettings;
  readonly code: CodeRow;
  readonly layers: readonly LayerUse[];
  readonly revisionId: string;
  readonly modifiedAt: number;
}

export interface AliasRow {
  readonly functionName: string;
  readonly name: string;
  readonly functionVersion: string;
  readonly description: string;
  readonly routing?: AliasRoutingConfiguration;
  readonly revisionId: string;
}

/** The resource policy of a function, a version or an alias. */
export interface PolicyRow {
  readonly functionName: string;
  /** Empty for the unqualified function. */
  readonly qualifier: string;
  readonly statements: readonly PolicyStatement[];
  readonly revisionId: string;
}

export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Principal: string | Readonly<Record<string, string>>;
  readonly Action: string;
  readonly Resource: string;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string>>>
  >;
}

export interface LayerRow {
  readonly layerName: string;
  readonly nextVersion: number;
  /** Undefined once every version is deleted. */
  readonly latestVersion?: number;
}

export interface LayerVersionRow {
  readonly layerName: string;
  readonly version: number;
  readonly code: CodeRow;
  readonly description: string;
  readonly licenseInfo?: string;
  readonly compatibleRuntimes?: readonly string[];
  readonly compatibleArchitectures?: readonly string[];
  readonly createdAt: number;
  readonly policy?: {
    readonly statements: readonly PolicyStatement[];
    readonly revisionId: string;
  };
}

export interface CodeSigningConfigRow {
  /** `csc-` and 17 hexadecimal digits. */
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly allowedProfiles: readonly string[];
  readonly untrustedArtifacts: CodeSigningPolicy;
  readonly tags: Tags;
  readonly modifiedAt: number;
}

export const functions = table<FunctionRow>()({
  name: "lambda.functions",
  scope: "region",
  key: ({ functionName }) => [functionName],
  indexes: {
    byCodeSigningConfig: ({ codeSigningConfigArn }) =>
      codeSigningConfigArn === undefined ? [] : [[codeSigningConfigArn]],
    reserved: ({ reservedConcurrency }) =>
      reservedConcurrency === undefined ? [] : [[]],
  },
});

export const versions = table<VersionRow>()({
  name: "lambda.versions",
  scope: "region",
  key: ({ functionName, version }) => [functionName, version],
  blobs: ({ code, layers }) => [code, ...layers],
});

export const aliases = table<AliasRow>()({
  name: "lambda.aliases",
  scope: "region",
  key: ({ functionName, name }) => [functionName, name],
  indexes: {
    byVersion: ({ functionName, functionVersion, routing }) =>
      [
        functionVersion,
        ...Object.keys(routing?.AdditionalVersionWeights ?? {}),
      ].map((version) => [functionName, version]),
  },
});

export const policies = table<PolicyRow>()({
  name: "lambda.policies",
  scope: "region",
  key: ({ functionName, qualifier }) => [functionName, qualifier],
});

export const layers = table<LayerRow>()({
  name: "lambda.layers",
  scope: "region",
  key: ({ layerName }) => [layerName],
  indexes: {
    listed: ({ layerName, latestVersion }) =>
      latestVersion === undefined ? [] : [[layerName]],
  },
});

export const layerVersions = table<LayerVersionRow>()({
  name: "lambda.layer-versions",
  scope: "region",
  key: ({ layerName, version }) => [layerName, version],
  blobs: ({ code }) => [code],
});

export const codeSigningConfigs = table<CodeSigningConfigRow>()({
  name: "lambda.code-signing-configs",
  scope: "region",
  key: ({ id }) => [id],
});

/** The number under which `$LATEST` is stored: before every published version. */
export const LATEST = 0;
