import {
  ResourceNotFoundException,
  ValidationException,
  type AnalyzerSummary,
} from "@aws-sdk/client-accessanalyzer";
import { parseArn } from "../../core/arn.ts";
import type { NeedsContext } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { allow, type Need } from "../../core/operation.ts";
import { resourceTagKeys } from "../../core/tag-keys.ts";
import { analyzerArn, analyzers, type AnalyzerRow } from "./tables.ts";

/** @throws Fault ResourceNotFoundException */
export async function findAnalyzer(
  name: string,
  ctx: NeedsContext,
): Promise<AnalyzerRow> {
  const analyzer = await ctx.table(analyzers).get(name);
  if (!analyzer) throw notFound(analyzerArn(ctx, name));
  return analyzer;
}

/** The name in an analyzer's ARN, as far as it is one of this place. @throws Fault ValidationException, ResourceNotFoundException */
export function nameIn(arn: string, ctx: NeedsContext): string {
  const { service, accountId, region, resource } = parseArn(arn) ?? {};
  const name = resource?.replace(/^analyzer\//, "");
  if (service !== "access-analyzer" || !name || name === resource)
    throw fault(ValidationException, `Invalid analyzer ARN: ${arn}`, {
      reason: "fieldValidationFailed",
    });
  if (accountId !== ctx.accountId || region !== ctx.region) throw notFound(arn);
  return name;
}

const notFound = (arn: string) =>
  fault(ResourceNotFoundException, `Analyzer not found: ${arn}`, {
    resourceId: arn,
    resourceType: "Analyzer",
  });

/** The permission for an action on an analyzer, with its tags as keys. */
export async function needOn(
  action: string,
  name: string,
  ctx: NeedsContext,
  keys: NonNullable<Need["keys"]> = {},
): Promise<readonly Need[]> {
  const tags = (await ctx.table(analyzers).get(name))?.tags;
  return [
    allow(`access-analyzer:${action}`, analyzerArn(ctx, name), {
      ...resourceTagKeys(tags),
      ...keys,
    }),
  ];
}

/** An analyzer as the API shows it. */
export function shownAnalyzer(
  { name, type, createdAt, tags, unusedAccessAge }: AnalyzerRow,
  ctx: NeedsContext,
): AnalyzerSummary {
  return {
    arn: analyzerArn(ctx, name),
    name,
    type,
    createdAt: new Date(createdAt),
    status: "ACTIVE",
    tags: { ...tags },
    ...(unusedAccessAge === undefined
      ? {}
      : { configuration: { unusedAccess: { unusedAccessAge } } }),
  };
}
