import {
  ListSigningProfilesCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { filteredPage } from "../../../core/page.ts";
import { profileSummary } from "../describe.ts";
import { signingProfiles } from "../tables.ts";

/** Active profiles, unless others are asked for. */
export const ListSigningProfiles = operation(ListSigningProfilesCommand, {
  needs: () => [allow("signer:ListSigningProfiles", "*")],

  async handle(
    {
      includeCanceled = false,
      platformId,
      statuses,
      maxResults = 25,
      nextToken,
    },
    ctx,
  ) {
    const shown =
      statuses ?? (includeCanceled ? ["Active", "Canceled"] : ["Active"]);
    const found = await filteredPage(
      ctx.table(signingProfiles),
      { limit: maxResults },
      (profile) =>
        shown.includes(profile.status) &&
        (platformId ?? profile.platformId) === profile.platformId,
      nextToken,
      () => fault(ValidationException, "The next token is not valid."),
    );
    return {
      profiles: found.rows.map((profile) => profileSummary(profile, ctx)),
      ...(found.nextToken === undefined ? {} : { nextToken: found.nextToken }),
    };
  },
});
