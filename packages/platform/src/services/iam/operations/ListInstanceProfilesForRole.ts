import { ListInstanceProfilesForRoleCommand } from "@aws-sdk/client-iam";
import { nameKey } from "../../../core/identity/tables.ts";
import { operation } from "../../../core/operation.ts";
import { shownProfile } from "../instance-profiles.ts";
import { pageOfRows } from "../marker.ts";
import { onRole, roleNamed } from "../roles.ts";
import { instanceProfiles } from "../tables.ts";

export const ListInstanceProfilesForRole = operation(
  ListInstanceProfilesForRoleCommand,
  {
    needs: ({ RoleName }, ctx) =>
      onRole("ListInstanceProfilesForRole", RoleName, ctx),

    async handle({ RoleName, ...paging }, ctx) {
      await roleNamed(RoleName, ctx);
      const { items, ends } = await pageOfRows(
        ctx.table(instanceProfiles),
        paging,
        () => true,
        {
          index: "byRole",
          prefix: [nameKey(RoleName)],
        },
      );
      return {
        InstanceProfiles: await Promise.all(
          items.map((profile) => shownProfile(profile, ctx)),
        ),
        ...ends,
      };
    },
  },
);
