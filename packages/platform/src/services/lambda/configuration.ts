import { hasSnapStart } from "./invocation/snap-start.ts";
import { createHash } from "node:crypto";
import type { FunctionConfiguration } from "@aws-sdk/client-lambda";
import type { Place } from "../../core/context.ts";
import { referenceTo } from "./function-reference.ts";
import { LATEST, type CodeRow, type VersionRow } from "./tables.ts";

/**
 * A version as the API answers it. `under` qualifies its ARN: GetFunction answers the qualifier that was
 * asked for, lists and PublishVersion the version's own.
 */
export function configurationOf(
  row: VersionRow,
  at: Place,
  under: string | undefined = row.version === LATEST
    ? undefined
    : versionName(row.version),
): FunctionConfiguration {
  const { settings, code, layers, revisionId, modifiedAt } = row;
  return {
    FunctionName: row.functionName,
    FunctionArn: referenceTo(at, row.functionName, under).arn,
    ...settings,
    ...(hasSnapStart(row)
      ? {
          SnapStart: {
            ApplyOn: "PublishedVersions",
            OptimizationStatus: "On",
          } as const,
        }
      : {}),
    CodeSize: code.size,
    CodeSha256: codeSha256(code),
    Version: versionName(row.version),
    LastModified: lambdaTime(modifiedAt),
    RevisionId: revisionId,
    PackageType: "Zip",
    State: "Active",
    LastUpdateStatus: "Successful",
    ...signatureMembers(code),
    ...(layers.length > 0
      ? {
          Layers: layers.map((layer) => ({
            Arn: layer.arn,
            CodeSize: layer.size,
            ...signatureMembers(layer),
          })),
        }
      : {}),
    ...runtimeVersion(settings.Runtime, at.region),
  };
}

/** The answer to CreateFunction: AWS shows the function in the making, and the next read shows it active. */
export function inCreation(
  configuration: FunctionConfiguration,
): FunctionConfiguration {
  const { LastUpdateStatus: _, ...rest } = configuration;
  return {
    ...rest,
    State: "Pending",
    StateReason: "The function is being created.",
    StateReasonCode: "Creating",
  };
}

/** The answer to an update: in progress, though the next read shows it done. */
export function inUpdate(
  configuration: FunctionConfiguration,
): FunctionConfiguration {
  return {
    ...configuration,
    LastUpdateStatus: "InProgress",
    LastUpdateStatusReason: "The function is being created.",
  };
}

/** `$LATEST`, or the number. */
export function versionName(version: number): string {
  return version === LATEST ? "$LATEST" : String(version);
}

/** The SHA-256 of a package in base64, as `CodeSha256`. */
export function codeSha256({ sha256 }: Pick<CodeRow, "sha256">): string {
  return Buffer.from(sha256, "hex").toString("base64");
}

/** Members that signed code carries and unsigned code lacks. */
export function signatureMembers({ signature }: Pick<CodeRow, "signature">) {
  return signature
    ? {
        SigningProfileVersionArn: signature.profileVersionArn,
        SigningJobArn: signature.jobArn,
      }
    : {};
}

/** As `2026-11-22T10:00:00.000+0000`. */
export function lambdaTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace("Z", "+0000");
}

/** The ARN that stands for the runtime as it is; runtimes of the function's own have none. */
export function runtimeVersionArn(
  runtime: string | undefined,
  region: string,
): string | undefined {
  if (runtime === undefined || runtime.startsWith("provided")) return undefined;
  const digest = createHash("sha256").update(runtime).digest("hex");
  return `arn:aws:lambda:${region}::runtime:${digest}`;
}

function runtimeVersion(runtime: string | undefined, region: string) {
  const RuntimeVersionArn = runtimeVersionArn(runtime, region);
  return RuntimeVersionArn === undefined
    ? {}
    : { RuntimeVersionConfig: { RuntimeVersionArn } };
}
