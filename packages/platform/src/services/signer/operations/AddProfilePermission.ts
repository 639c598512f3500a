import { randomUUID } from "node:crypto";
import {
  AddProfilePermissionCommand,
  ConflictException,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { boundPrincipal } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { checkedRevision, GRANTABLE } from "../permissions.ts";
import { needOnProfile, profileOf } from "../profile.ts";
import { signingProfiles } from "../tables.ts";

/** Grants an account or a principal an action on the profile; all but the first grant name the revision they build on. */
export const AddProfilePermission = operation(AddProfilePermissionCommand, {
  needs: async ({ profileName }, ctx) => [
    await needOnProfile("signer:AddProfilePermission", profileName, ctx),
  ],

  async handle(
    { profileName, profileVersion, action, principal, revisionId, statementId },
    ctx,
  ) {
    const profile = await profileOf(ctx, profileName);
    if (profile.permissions.length > 0 || revisionId)
      checkedRevision(profile, revisionId);
    const grantable = GRANTABLE[profile.platformId] ?? [];
    if (!grantable.includes(action))
      throw fault(
        ValidationException,
        `Action ${action} cannot be granted; choose one of ${grantable.join(", ")}.`,
      );
    if (!/^\d{12}$|^arn:aws[\w-]*:(iam|sts)::\d{12}:.+$/.test(principal))
      throw fault(
        ValidationException,
        `Principal ${principal} is neither an account id nor an ARN.`,
      );
    if (
      profileVersion !== undefined &&
      profileVersion !== profile.profileVersion
    )
      throw fault(
        ValidationException,
        `Signing profile ${profileName} has no version ${profileVersion}.`,
      );
    if (
      profile.permissions.some(
        (permission) => permission.statementId === statementId,
      )
    )
      throw fault(
        ConflictException,
        `The statement id ${statementId} already exists.`,
      );

    // Whoever is made again under the same name is not meant.
    const bound = await boundPrincipal(principal, ctx);
    if (bound === undefined)
      throw fault(
        ValidationException,
        `The principal ${principal} does not exist.`,
      );
    const permission = {
      statementId,
      action,
      principal: bound,
      ...(profileVersion === undefined ? {} : { profileVersion }),
    };
    const permissionsRevision = randomUUID();
    await ctx.table(signingProfiles).put({
      ...profile,
      permissions: [...profile.permissions, permission],
      permissionsRevision,
    });
    return { revisionId: permissionsRevision };
  },
});
