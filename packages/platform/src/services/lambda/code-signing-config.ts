import {
  CodeSigningConfigNotFoundException,
  ResourceNotFoundException,
  type CodeSigningConfig,
} from "@aws-sdk/client-lambda";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { codeSigningConfigs, type CodeSigningConfigRow } from "./tables.ts";

const ARN = /:code-signing-config:(csc-[a-z0-9]{17})$/;

/** The configuration of an ARN that belongs to this account and Region, or undefined. */
export async function findConfig(
  arn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<CodeSigningConfigRow | undefined> {
  const id = ARN.exec(arn)?.[1];
  if (id === undefined) return undefined;
  const row = await ctx.table(codeSigningConfigs).get(id);
  return row?.arn === arn ? row : undefined;
}

/** @throws Fault ResourceNotFoundException, as get, update, delete and list answer it */
export async function knownConfig(
  arn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<CodeSigningConfigRow> {
  const row = await findConfig(arn, ctx);
  if (!row)
    throw fault(
      ResourceNotFoundException,
      `The Lambda code signing configuration ${arn} can not be found.`,
    );
  return row;
}

/** @throws Fault CodeSigningConfigNotFoundException, as a function that is to use it is answered */
export async function usableConfig(
  arn: string,
  ctx: Pick<NeedsContext, "table">,
): Promise<CodeSigningConfigRow> {
  const row = await findConfig(arn, ctx);
  if (!row)
    throw fault(
      CodeSigningConfigNotFoundException,
      `The code signing configuration cannot be found. Check that the provided configuration is not deleted: ${arn}.`,
    );
  return row;
}

/** A permission on a configuration, with its tags. */
export async function onConfig(
  action: string,
  arn: string,
  ctx: NeedsContext,
): Promise<Need> {
  return allow(
    action,
    arn,
    resourceTagKeys((await findConfig(arn, ctx))?.tags),
  );
}

/** A configuration as the API answers it. */
export function configOf(row: CodeSigningConfigRow): CodeSigningConfig {
  return {
    CodeSigningConfigId: row.id,
    CodeSigningConfigArn: row.arn,
    Description: row.description,
    AllowedPublishers: { SigningProfileVersionArns: [...row.allowedProfiles] },
    CodeSigningPolicies: {
      UntrustedArtifactOnDeployment: row.untrustedArtifacts,
    },
    LastModified: new Date(row.modifiedAt).toISOString(),
  };
}
