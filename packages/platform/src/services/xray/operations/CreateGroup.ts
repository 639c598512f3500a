import {
  CreateGroupCommand,
  InvalidRequestException,
} from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { alphanumeric } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { checkedFilter, groupOf, refuseInsights } from "../groups.ts";
import { groupArn, groups, type GroupRow } from "../tables.ts";
import { tagsOf } from "../tagged.ts";

/** Groups of a Region (X-Ray quotas). */
const GROUPS_AT_MOST = 25;

export const CreateGroup = operation(CreateGroupCommand, {
  needs: ({ GroupName, Tags }, ctx) => [
    allow(
      "xray:CreateGroup",
      groupArn(ctx, { name: GroupName, id: "*", tags: {} }),
      requestTagKeys(Tags),
    ),
  ],

  async handle({ GroupName, FilterExpression, Tags, ...input }, ctx) {
    refuseInsights(input.InsightsConfiguration);
    if (FilterExpression) checkedFilter(FilterExpression);
    const rows = ctx.table(groups);
    if (await rows.get(GroupName))
      throw fault(InvalidRequestException, "Group already exists.");
    if ((await rows.list()).rows.length >= GROUPS_AT_MOST)
      throw fault(
        InvalidRequestException,
        `The maximum number of groups (${GROUPS_AT_MOST}) has been reached.`,
      );
    const row: GroupRow = {
      name: GroupName,
      id: alphanumeric(52).toUpperCase(),
      ...(FilterExpression ? { filterExpression: FilterExpression } : {}),
      tags: tagsOf(Tags),
    };
    await rows.put(row);
    return { Group: groupOf(row, ctx) };
  },
});
