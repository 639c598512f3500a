import {
  CreateLogGroupCommand,
  InvalidParameterException,
  ResourceAlreadyExistsException,
} from "@aws-sdk/client-cloudwatch-logs";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { newGroup } from "../groups.ts";
import { groupArn, groupResource } from "../log-arn.ts";
import { logGroups } from "../tables.ts";
import { tagged } from "../tags.ts";

export const CreateLogGroup = operation(CreateLogGroupCommand, {
  needs: ({ logGroupName, tags }, ctx) => {
    const keys = requestTagKeys(tags);
    return [
      allow("logs:CreateLogGroup", groupResource(ctx, logGroupName), keys),
      ...(tags
        ? [allow("logs:TagResource", groupArn(ctx, logGroupName), keys)]
        : []),
    ];
  },

  async handle(input, ctx) {
    const { logGroupName, tags, deletionProtectionEnabled } = input;
    checkOffered(input);
    const groups = ctx.table(logGroups);
    if (await groups.get(logGroupName))
      throw fault(
        ResourceAlreadyExistsException,
        "The specified log group already exists",
      );
    const group = tagged(newGroup(ctx, logGroupName), tags ?? {});
    await groups.put({
      ...group,
      ...(deletionProtectionEnabled ? { deletionProtected: true } : {}),
    });
    return {};
  },
});

/** What would have to be remembered without being kept is refused. */
function checkOffered({
  logGroupName,
  kmsKeyId,
  logGroupClass = "STANDARD",
}: {
  logGroupName: string;
  kmsKeyId?: string | undefined;
  logGroupClass?: string | undefined;
}): void {
  if (logGroupName.startsWith("aws/"))
    throw fault(
      InvalidParameterException,
      "Log groups starting with AWS/ are reserved for AWS.",
    );
  if (kmsKeyId !== undefined)
    throw fault(
      InvalidParameterException,
      "Log groups encrypted with a customer managed key are not offered.",
    );
  if (logGroupClass !== "STANDARD")
    throw fault(
      InvalidParameterException,
      `The log group class ${logGroupClass} is not offered; only STANDARD is.`,
    );
}
