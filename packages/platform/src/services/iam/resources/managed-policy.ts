import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  ListEntitiesForPolicyCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  type CreatePolicyCommandInput,
} from "@aws-sdk/client-iam";
import { isDeepStrictEqual } from "node:util";
import { difference, given } from "../../../core/resource-input.ts";
import { everyPage } from "../../../core/resource-pages.ts";
import {
  resourceType,
  type Change,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { absent } from "./absent.ts";
import { asDocument, asText } from "./documents.ts";
import { HOLDERS } from "./holders.ts";
import { policyRow } from "./rows.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::IAM::ManagedPolicy";

/** IAM's quota for versions of one policy. */
const VERSIONS_AT_MOST = 5;

export const managedPolicy = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: { "iam.policies": policyRow },

  async create(properties, ctx) {
    const { Policy } = await ctx.send(
      new CreatePolicyCommand({
        ...given(properties, ["Description", "Path"]),
        PolicyName: properties["ManagedPolicyName"] ?? ctx.name({ most: 128 }),
        PolicyDocument: asText(properties["PolicyDocument"]),
      } as CreatePolicyCommandInput),
    );
    const arn = Policy?.Arn ?? "";
    await wholeOrGone(
      () => changeHolders(arn, { before: {}, after: properties }, ctx),
      () => remove(arn, ctx),
    );
    return arn;
  },

  async read(PolicyArn, ctx) {
    const found = await ctx
      .send(new GetPolicyCommand({ PolicyArn }))
      .catch(absent);
    if (!found?.Policy) return undefined;
    const { PolicyName, Description, CreateDate, UpdateDate, ...shown } =
      found.Policy;
    const [version, holders] = await Promise.all([
      ctx.send(
        new GetPolicyVersionCommand({
          PolicyArn,
          VersionId: shown.DefaultVersionId,
        }),
      ),
      holdersOf(PolicyArn, ctx),
    ]);
    return {
      PolicyArn,
      ManagedPolicyName: PolicyName,
      ...(Description ? { Description } : {}),
      CreateDate: dateOf(CreateDate),
      UpdateDate: dateOf(UpdateDate),
      ...given({ ...shown }, [
        "AttachmentCount",
        "DefaultVersionId",
        "IsAttachable",
        "Path",
        "PermissionsBoundaryUsageCount",
        "PolicyId",
      ]),
      PolicyDocument: asDocument(version.PolicyVersion?.Document),
      ...Object.fromEntries(
        Object.entries(holders).filter(([, names]) => names.length > 0),
      ),
    };
  },

  async update(PolicyArn, change, ctx) {
    const { before, after } = change;
    if (!isDeepStrictEqual(before["PolicyDocument"], after["PolicyDocument"])) {
      await makeRoom(PolicyArn, ctx);
      await ctx.send(
        new CreatePolicyVersionCommand({
          PolicyArn,
          PolicyDocument: asText(after["PolicyDocument"]),
          SetAsDefault: true,
        }),
      );
    }
    await changeHolders(PolicyArn, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    everyPage(async (marker) => {
      const { Policies = [], Marker } = await ctx.send(
        new ListPoliciesCommand({
          Scope: "Local",
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      );
      return { items: Policies.map(({ Arn = "" }) => Arn), next: Marker };
    }),
});

/** A policy goes once nobody holds it and only its default version is left. */
async function remove(PolicyArn: string, ctx: ResourceContext): Promise<void> {
  const holders = await holdersOf(PolicyArn, ctx);
  await changeHolders(PolicyArn, { before: holders, after: {} }, ctx);
  for (const VersionId of await spareVersions(PolicyArn, ctx))
    await ctx
      .send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }))
      .catch(absent);
  await ctx.send(new DeletePolicyCommand({ PolicyArn })).catch(absent);
}

/** The oldest version that is not in force makes room for a new one. */
async function makeRoom(
  PolicyArn: string,
  ctx: ResourceContext,
): Promise<void> {
  const spare = await spareVersions(PolicyArn, ctx);
  const VersionId = spare.at(-1);
  if (VersionId !== undefined && spare.length >= VERSIONS_AT_MOST - 1)
    await ctx.send(new DeletePolicyVersionCommand({ PolicyArn, VersionId }));
}

/** The versions that are not in force, the newest first. */
async function spareVersions(
  PolicyArn: string,
  ctx: ResourceContext,
): Promise<readonly string[]> {
  const found = await ctx
    .send(new ListPolicyVersionsCommand({ PolicyArn }))
    .catch(absent);
  return (found?.Versions ?? []).flatMap(
    ({ VersionId = "", IsDefaultVersion }) =>
      IsDefaultVersion ? [] : [VersionId],
  );
}

async function changeHolders(
  arn: string,
  { before, after }: Change,
  ctx: ResourceContext,
): Promise<void> {
  for (const [property, holder] of Object.entries(HOLDERS)) {
    const { added, gone } = difference(before[property], after[property]);
    for (const name of gone) await holder.detach(name, arn, ctx).catch(absent);
    for (const name of added) await holder.attach(name, arn, ctx);
  }
}

async function holdersOf(
  PolicyArn: string,
  ctx: ResourceContext,
): Promise<Record<keyof typeof HOLDERS, string[]>> {
  const holders: Record<keyof typeof HOLDERS, string[]> = {
    Groups: [],
    Roles: [],
    Users: [],
  };
  await everyPage(async (marker) => {
    const found = await ctx
      .send(
        new ListEntitiesForPolicyCommand({
          PolicyArn,
          PolicyUsageFilter: "PermissionsPolicy",
          ...(marker === undefined ? {} : { Marker: marker }),
        }),
      )
      .catch(absent);
    for (const { GroupName = "" } of found?.PolicyGroups ?? [])
      holders.Groups.push(GroupName);
    for (const { RoleName = "" } of found?.PolicyRoles ?? [])
      holders.Roles.push(RoleName);
    for (const { UserName = "" } of found?.PolicyUsers ?? [])
      holders.Users.push(UserName);
    return { items: [], next: found?.Marker };
  });
  return holders;
}

const dateOf = (date: Date | undefined): string | undefined =>
  date && new Date(date).toISOString();
