import {
  CreateRoleCommand,
  EntityAlreadyExistsException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { nameKey, roles } from "../../../core/identity/tables.ts";
import { allow, operation } from "../../../core/operation.ts";
import { requestTagKeys } from "../../../core/tag-keys.ts";
import { boundaryKey, boundaryPolicy } from "../boundaries.ts";
import { trustDocument } from "../documents.ts";
import { addRole } from "../new-role.ts";
import { roleArn, wholeRole } from "../roles.ts";
import { newTags } from "../tags.ts";

const DEFAULT_SESSION = 3600;

export const CreateRole = operation(CreateRoleCommand, {
  needs: ({ RoleName, Path, PermissionsBoundary, Tags }, ctx) => {
    const arn = roleArn(ctx, RoleName, Path);
    const tags = requestTagKeys(Tags);
    return [
      allow("iam:CreateRole", arn, {
        ...tags,
        ...boundaryKey(PermissionsBoundary),
      }),
      ...(Tags?.length ? [allow("iam:TagRole", arn, tags)] : []),
    ];
  },

  async handle(
    { RoleName, Path = "/", PermissionsBoundary, Tags, ...input },
    ctx,
  ) {
    if (await ctx.table(roles).get(nameKey(RoleName)))
      throw fault(
        EntityAlreadyExistsException,
        `Role with name ${RoleName} already exists.`,
      );
    if (Path.startsWith("/aws-"))
      throw fault(
        "ValidationError",
        "The specified value for path is invalid. It must not begin with /aws-.",
        400,
      );
    const role = await addRole(
      {
        roleName: RoleName,
        path: Path,
        assumeRolePolicyDocument: await trustDocument(
          input.AssumeRolePolicyDocument,
          ctx,
        ),
        maxSessionDuration: input.MaxSessionDuration ?? DEFAULT_SESSION,
        tags: newTags(Tags),
        attachedPolicies: [],
        ...(input.Description === undefined
          ? {}
          : { description: input.Description }),
        ...(PermissionsBoundary === undefined
          ? {}
          : {
              permissionsBoundary: await boundaryPolicy(
                PermissionsBoundary,
                ctx,
              ),
            }),
      },
      ctx,
    );
    return { Role: await wholeRole(role, ctx) };
  },
});
