import {
  CreateUserCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey, principalIds, users } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { uniqueId } from "../../../core/random.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { boundaryKey, boundaryPolicy } from "../boundaries.ts";
import { newTags } from "../tags.ts";
import { countUp } from "../usage.ts";
import { userArn, wholeUser } from "../users.ts";

export const CreateUser = operation(CreateUserCommand, {
  needs: ({ UserName, Path, PermissionsBoundary, Tags }, ctx) => {
    const arn = userArn(ctx, UserName, Path);
    const tags = requestTagKeys(Tags);
    return [
      allow("iam:CreateUser", arn, {
        ...tags,
        ...boundaryKey(PermissionsBoundary),
      }),
      ...(Tags?.length ? [allow("iam:TagUser", arn, tags)] : []),
    ];
  },

  async handle({ UserName, Path = "/", PermissionsBoundary, Tags }, ctx) {
    if (await ctx.table(users).get(nameKey(UserName)))
      throw fault(
        EntityAlreadyExistsException,
        `User with name ${UserName} already exists.`,
      );
    const tags = newTags(Tags);
    const boundary =
      PermissionsBoundary === undefined
        ? {}
        : {
            permissionsBoundary: await boundaryPolicy(PermissionsBoundary, ctx),
          };
    await countUp(ctx, "Users");

    const user = {
      userName: UserName,
      userId: uniqueId("AIDA"),
      path: Path,
      arn: userArn(ctx, UserName, Path),
      createdAt: ctx.now(),
      tags,
      groups: [],
      inlinePolicies: {},
      attachedPolicies: [],
      ...boundary,
    };
    await ctx.table(users).put(user);
    await ctx.table(principalIds).put({ id: user.userId, arn: user.arn });
    return { User: wholeUser(user) };
  },
});
