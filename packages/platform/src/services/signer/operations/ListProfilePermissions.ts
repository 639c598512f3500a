import {
  ListProfilePermissionsCommand,
  ResourceNotFoundException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { shownPrincipal } from "../../../core/identity/principal-ids.ts";
import { operation } from "../../../core/operation.ts";
import { numberedPage } from "../numbered-page.ts";
import { policyDocument } from "../profile-policy.ts";
import { needOnProfile, profileOf } from "../profile.ts";

const PAGE = 20;

/** A profile without permissions is answered as one without a policy: not found. */
export const ListProfilePermissions = operation(ListProfilePermissionsCommand, {
  needs: async ({ profileName }, ctx) => [
    await needOnProfile("signer:ListProfilePermissions", profileName, ctx),
  ],

  async handle({ profileName, nextToken }, ctx) {
    const profile = await profileOf(ctx, profileName);
    if (profile.permissions.length === 0)
      throw fault(
        ResourceNotFoundException,
        `No policy is attached to the signing profile ${profileName}.`,
      );
    const { items, next } = numberedPage(profile.permissions, PAGE, nextToken);
    return {
      revisionId: profile.permissionsRevision,
      policySizeBytes: Buffer.byteLength(policyDocument(profile, ctx)),
      permissions: await Promise.all(
        items.map(async (permission) => ({
          ...permission,
          principal: await shownPrincipal(permission.principal, ctx),
        })),
      ),
      ...next,
    };
  },
});
