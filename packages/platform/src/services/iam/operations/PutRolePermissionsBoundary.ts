import { PutRolePermissionsBoundaryCommand } from "@aws-sdk/client-iam";
import { roles } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { boundaryKey, boundaryPolicy } from "../boundaries.ts";
import { onRole, ownRole } from "../roles.ts";

export const PutRolePermissionsBoundary = operation(
  PutRolePermissionsBoundaryCommand,
  {
    needs: ({ RoleName, PermissionsBoundary }, ctx) =>
      onRole(
        "PutRolePermissionsBoundary",
        RoleName,
        ctx,
        boundaryKey(PermissionsBoundary),
      ),

    async handle({ RoleName, PermissionsBoundary }, ctx) {
      const role = await ownRole(RoleName, ctx);
      const permissionsBoundary = await boundaryPolicy(
        PermissionsBoundary,
        ctx,
      );
      await ctx.table(roles).put({ ...role, permissionsBoundary });
      return {};
    },
  },
);
