import { ListInstanceProfilesCommand } from "@aws-sdk/client-iam";
import { allow, operation } from "../../../core/operation.ts";
import { profileArn, shownProfile } from "../instance-profiles.ts";
import { pageOfRows } from "../marker.ts";
import { instanceProfiles } from "../tables.ts";

export const ListInstanceProfiles = operation(ListInstanceProfilesCommand, {
  needs: ({ PathPrefix }, ctx) => [
    allow("iam:ListInstanceProfiles", profileArn(ctx, "", PathPrefix)),
  ],

  async handle({ PathPrefix = "/", ...paging }, ctx) {
    const { items, ends } = await pageOfRows(
      ctx.table(instanceProfiles),
      paging,
      ({ path }) => path.startsWith(PathPrefix),
    );
    return {
      InstanceProfiles: await Promise.all(
        items.map((profile) => shownProfile(profile, ctx)),
      ),
      ...ends,
    };
  },
});
