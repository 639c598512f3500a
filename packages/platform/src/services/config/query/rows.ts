import type { Context, Place } from "../../../core/context.ts";
import { tagsOf } from "../views/subject.ts";
import { configurationOf } from "../views/views.ts";
import { complianceOf } from "../compliance/counted.ts";
import { resultsByResource } from "../compliance/by-resource.ts";
import { subjectOf } from "../recorder/subject.ts";
import { latestItems, type ItemRow } from "../recorder/tables.ts";
import { ruleArnOf } from "../tables.ts";
import type { Row } from "./condition.ts";
import type { Condition } from "./query.ts";

/** What Config calls the compliance of a resource where queries ask for it. */
const COMPLIANCE = "AWS::Config::ResourceCompliance";

/** What a place's queries are asked of: the recorded resources that are there, and what rules say of resources. */
export async function queriedRows(
  place: Place,
  where: Condition | undefined,
  ctx: Context,
): Promise<readonly Row[]> {
  const only = typeWanted(where);
  const items =
    only === COMPLIANCE
      ? []
      : (
          await ctx
            .table(latestItems, place)
            .list(only === undefined ? {} : { prefix: [only] })
        ).rows
          .filter(({ status }) => status !== "ResourceDeleted")
          .map((item) => itemRow(item, place));
  const judged =
    only === undefined || only === COMPLIANCE
      ? await complianceRows(place, ctx)
      : [];
  return [...items, ...judged];
}

/** The one type that a condition lets through, where it names one. */
function typeWanted(where: Condition | undefined): string | undefined {
  if (where?.kind === "and")
    return where.of.map(typeWanted).find((found) => found !== undefined);
  return where?.kind === "compare" &&
    where.by === "=" &&
    where.path.join(".") === "resourceType" &&
    typeof where.with === "string"
    ? where.with
    : undefined;
}

function itemRow(item: ItemRow, place: Place): Row {
  const { configuration, supplementary } = configurationOf(
    subjectOf(item, place),
  );
  return {
    version: "1.3",
    accountId: place.accountId,
    arn: item.arn,
    availabilityZone: "Not Applicable",
    awsRegion: place.region,
    configurationItemCaptureTime: new Date(item.capturedAt).toISOString(),
    configurationItemStatus: item.status,
    configurationStateId: String(item.stateId),
    resourceId: item.resourceId,
    resourceName: item.resourceName,
    resourceType: item.resourceType,
    ...(item.createdAt === undefined
      ? {}
      : { resourceCreationTime: new Date(item.createdAt).toISOString() }),
    tags: Object.entries(tagsOf(item.properties)).map(([key, value]) => ({
      key,
      value,
      tag: `${key}=${value}`,
    })),
    relationships: item.relationships,
    configuration,
    supplementaryConfiguration: supplementary,
  };
}

async function complianceRows(
  place: Place,
  ctx: Context,
): Promise<readonly Row[]> {
  const groups = await resultsByResource(undefined, undefined, ctx, place);
  return groups.map((results) => {
    const [{ resourceType, resourceId }] = results;
    return {
      version: "1.3",
      accountId: place.accountId,
      awsRegion: place.region,
      resourceType: COMPLIANCE,
      resourceId: `${resourceType}/${resourceId}`,
      configuration: {
        targetResourceType: resourceType,
        targetResourceId: resourceId,
        complianceType: complianceOf(results).ComplianceType,
        configRuleList: results.map(({ rule, compliance, annotation }) => ({
          configRuleName: rule,
          configRuleArn: ruleArnOf(place, rule),
          complianceType: compliance,
          ...(annotation === undefined ? {} : { annotation }),
        })),
      },
    };
  });
}
