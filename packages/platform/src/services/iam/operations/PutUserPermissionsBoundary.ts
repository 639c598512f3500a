import { PutUserPermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { users } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { boundaryKey, boundaryPolicy } from "../boundaries.ts";
import { onUser, userNamed } from "../users.ts";

export const PutUserPermissionsBoundary = operation(
  PutUserPermissionsBoundaryCommand,
  {
    needs: ({ UserName, PermissionsBoundary }, ctx) =>
      onUser(
        "PutUserPermissionsBoundary",
        UserName,
        ctx,
        boundaryKey(PermissionsBoundary),
      ),

    async handle({ UserName, PermissionsBoundary }, ctx) {
      const user = await userNamed(UserName, ctx);
      const permissionsBoundary = await boundaryPolicy(
        PermissionsBoundary,
        ctx,
      );
      await ctx.table(users).put({ ...user, permissionsBoundary });
      return {};
    },
  },
);
