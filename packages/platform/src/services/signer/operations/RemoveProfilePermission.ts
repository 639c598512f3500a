import { randomUUID } from "node:crypto";
import {
  RemoveProfilePermissionCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { checkedRevision } from "../permissions.ts";
import { needOnProfile, profileOf } from "../profile.ts";
import { signingProfiles } from "../tables.ts";

export const RemoveProfilePermission = operation(
  RemoveProfilePermissionCommand,
  {
    needs: async ({ profileName }, ctx) => [
      await needOnProfile("signer:RemoveProfilePermission", profileName, ctx),
    ],

    async handle({ profileName, revisionId, statementId }, ctx) {
      const profile = await profileOf(ctx, profileName);
      const permissions = profile.permissions.filter(
        (permission) => permission.statementId !== statementId,
      );
      if (permissions.length === profile.permissions.length)
        throw fault(
          ResourceNotFoundException,
          `The statement id ${statementId} does not exist.`,
        );
      checkedRevision(profile, revisionId);
      const permissionsRevision = randomUUID();
      await ctx
        .table(signingProfiles)
        .put({ ...profile, permissions, permissionsRevision });
      return { revisionId: permissionsRevision };
    },
  },
);
