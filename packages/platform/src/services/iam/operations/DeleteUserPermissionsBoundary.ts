import {
  DeleteUserPermissionsBoundaryCommand,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { onUser, userNamed } from "../users.ts";

export const DeleteUserPermissionsBoundary = operation(
  DeleteUserPermissionsBoundaryCommand,
  {
    needs: ({ UserName }, ctx) =>
      onUser("DeleteUserPermissionsBoundary", UserName, ctx),

    async handle({ UserName }, ctx) {
      const { permissionsBoundary, ...user } = await userNamed(UserName, ctx);
      if (permissionsBoundary === undefined)
        throw fault(
          NoSuchEntityException,
          `User ${UserName} does not have a permissions boundary.`,
        );
      await ctx.table(users).put(user);
      return {};
    },
  },
);
