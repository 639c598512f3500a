import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
} from "@aws-sdk/client-ec2";
import {
  regionalRow,
  resourceType,
  type Properties,
  type ResourceContext,
  type RowOwner,
} from "../../../core/resource-type.ts";
import { wholeOrGone } from "../../../core/whole-resource.ts";
import { securityGroup as kind } from "../kinds.ts";
import { absent } from "./absent.ts";
import { removeWhenFree } from "./free.ts";
import { rulesAsKnown, setRules } from "./group-rules.ts";
import { listed } from "./listed.ts";
import { checkRule, EGRESS, EVERYTHING, INGRESS } from "./rule-properties.ts";
import { schemaOf } from "./schemas.ts";
import { retag, shownTags, tagging } from "./tags.ts";

const typeName = "AWS::EC2::SecurityGroup";

/** A rule that is gone does not tell of which group it was. */
const ownerOfRule: RowOwner = ([accountId = "", region = ""], { row }) =>
  typeof row?.["groupId"] === "string"
    ? { accountId, region, identifier: row["groupId"] }
    : undefined;

/** A security group, with the rules that stand in its template. */
export const securityGroup = resourceType({
  typeName,
  schema: schemaOf(typeName),
  rows: {
    "ec2.securityGroups": regionalRow((_place, id) => id),
    "ec2.securityGroupRules": ownerOfRule,
  },

  async create(properties, ctx) {
    checkRules(properties, ctx);
    const { GroupName, GroupDescription, VpcId } = properties;
    const { GroupId = "" } = await ctx.send(
      new CreateSecurityGroupCommand({
        GroupName: (GroupName as string) ?? ctx.name({ most: 255 }),
        Description: GroupDescription as string,
        ...(VpcId === undefined ? {} : { VpcId: VpcId as string }),
        ...tagging(kind, properties),
      }),
    );
    await wholeOrGone(
      () => setAllRules(GroupId, {}, properties, ctx),
      () => remove(GroupId, ctx),
    );
    return GroupId;
  },

  async read(Id, ctx, known = {}) {
    const found = await ctx
      .send(new DescribeSecurityGroupsCommand({ GroupIds: [Id] }))
      .catch(absent(kind));
    const [row] = found?.SecurityGroups ?? [];
    if (!row) return undefined;
    return {
      Id,
      GroupId: Id,
      GroupName: row.GroupName,
      GroupDescription: row.Description,
      VpcId: row.VpcId,
      SecurityGroupIngress: await rulesAsKnown(
        Id,
        INGRESS,
        listOf(known["SecurityGroupIngress"]),
        ctx,
      ),
      SecurityGroupEgress: await rulesAsKnown(
        Id,
        EGRESS,
        listOf(known["SecurityGroupEgress"]),
        ctx,
      ),
      ...shownTags(row.Tags),
    };
  },

  async update(GroupId, change, ctx) {
    checkRules(change.after, ctx);
    await setAllRules(GroupId, change.before, change.after, ctx);
    await retag(GroupId, change, ctx);
  },

  delete: remove,

  list: (ctx) =>
    listed(
      (page) => ctx.send(new DescribeSecurityGroupsCommand(page)),
      ({ SecurityGroups }) => SecurityGroups?.map(({ GroupId }) => GroupId),
    ),
});

/** A group goes once no interface and no other group's rule names it. */
function remove(GroupId: string, ctx: ResourceContext): Promise<void> {
  return removeWhenFree(
    () => new DeleteSecurityGroupCommand({ GroupId }),
    [kind.notFound.code],
    ctx,
  );
}

function checkRules(properties: Properties, { accountId }: ResourceContext) {
  for (const rule of listOf(properties["SecurityGroupIngress"]))
    checkRule(`${typeName}.Ingress`, rule, INGRESS, accountId);
  for (const rule of listOf(properties["SecurityGroupEgress"]))
    checkRule(`${typeName}.Egress`, rule, EGRESS, accountId);
}

async function setAllRules(
  GroupId: string,
  before: Properties,
  after: Properties,
  ctx: ResourceContext,
): Promise<void> {
  await setRules(
    GroupId,
    INGRESS,
    {
      before: listOf(before["SecurityGroupIngress"]),
      after: listOf(after["SecurityGroupIngress"]),
    },
    ctx,
  );
  await setRules(
    GroupId,
    EGRESS,
    {
      before: egressOf(before),
      after: egressOf(after),
    },
    ctx,
  );
}

/** Without any rule of its own a group lets out everything. */
function egressOf({ SecurityGroupEgress }: Properties): readonly Properties[] {
  const rules = listOf(SecurityGroupEgress);
  return rules.length > 0 ? rules : [EVERYTHING];
}

const listOf = (rules: unknown): readonly Properties[] =>
  (rules ?? []) as readonly Properties[];
