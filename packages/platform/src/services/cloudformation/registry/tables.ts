import { arn } from "../../../core/arn.ts";
import type { Caller } from "../../../core/caller.ts";
import type { Place } from "../../../core/context.ts";
import { table } from "../../../core/table.ts";
import type { BlobRef } from "../../../store/blobs.ts";

/** Where a hook's log goes, and who may write it. */
export interface HookLogging {
  readonly LogRoleArn: string;
  readonly LogGroupName: string;
}

/** A hook that an account knows in a Region: registered from a package, or a public one that was activated. */
export interface HookTypeRow {
  /** An activated one goes by its alias. */
  readonly typeName: string;
  /** The public type that was activated; undefined for one of the account's own. */
  readonly originalTypeName?: string;
  readonly defaultVersionId: string;
  /** How many versions were registered so far, those that are deregistered included. */
  readonly versions: number;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly autoUpdate?: boolean;
  readonly executionRoleArn?: string;
  readonly logging?: HookLogging;
}

/** One registered version of a hook. */
export interface HookVersionRow {
  readonly typeName: string;
  /** Eight digits, `00000001` for the first. */
  readonly versionId: string;
  readonly createdAt: number;
  readonly deprecated: boolean;
  readonly description?: string;
  readonly schema: string;
  readonly configurationSchema?: string;
  /** The zip with the handlers' code, and the folder in it where modules are found. */
  readonly code: BlobRef;
  readonly codeFolder: "" | "src";
  readonly runtime: string;
  readonly entrypoint: string;
  readonly executionRoleArn?: string;
  readonly logging?: HookLogging;
}

/** A version on its way into the registry. */
export interface RegistrationRow {
  readonly token: string;
  readonly typeName: string;
  readonly status: "IN_PROGRESS" | "COMPLETE" | "FAILED";
  readonly description: string;
  readonly versionId?: string;
  readonly createdAt: number;
  /** What `cfn submit` uploaded. */
  readonly package: BlobRef;
  readonly caller: Caller;
  readonly clientToken?: string;
  readonly executionRoleArn?: string;
  readonly logging?: HookLogging;
}

/** A hook's configuration: without one it is asked about nothing. */
export interface ConfigurationRow {
  readonly typeName: string;
  /** As it was given, JSON text. */
  readonly configuration: string;
  readonly versionId: string;
  readonly updatedAt: number;
}

const region = { scope: "region" } as const;

export const hookTypes = table<HookTypeRow>()({
  name: "cloudformation.hook-types",
  ...region,
  key: ({ typeName }) => [typeName],
});

/** Types that were deregistered whole. What is registered under their names counts on from their versions. */
export const deregisteredTypes = table<HookTypeRow>()({
  name: "cloudformation.deregistered-types",
  ...region,
  key: ({ typeName }) => [typeName],
});

export const hookVersions = table<HookVersionRow>()({
  name: "cloudformation.hook-versions",
  ...region,
  key: ({ typeName, versionId }) => [typeName, versionId],
  blobs: ({ code }) => [code],
});

export const registrations = table<RegistrationRow>()({
  name: "cloudformation.registrations",
  ...region,
  key: ({ token }) => [token],
  indexes: {
    byType: ({ typeName, createdAt, token }) => [[typeName, createdAt, token]],
    byClientToken: ({ clientToken }) =>
      clientToken === undefined ? [] : [[clientToken]],
  },
  blobs: (row) => [row.package],
});

export const configurations = table<ConfigurationRow>()({
  name: "cloudformation.type-configurations",
  ...region,
  key: ({ typeName }) => [typeName],
});

/** `type/hook/MyCompany-Testing-MyHook`, with `/00000001` for one version. */
export function hookArn(
  place: Place,
  typeName: string,
  versionId?: string,
): string {
  const version = versionId === undefined ? "" : `/${versionId}`;
  return arn(
    "cloudformation",
    place,
    `type/hook/${dashed(typeName)}${version}`,
  );
}

export function configurationArn(place: Place, typeName: string): string {
  return arn(
    "cloudformation",
    place,
    `type-configuration/hook/${dashed(typeName)}/default`,
  );
}

/** As a type's name stands in ARNs. */
export const dashed = (typeName: string): string =>
  typeName.replaceAll("::", "-");
