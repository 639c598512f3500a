import { GetAccountAuthorizationDetailsCommand } from "@aws-sdk/client-iam";
import { operation, allow } from "../../../core/operation.ts";
import {
  groupDetail,
  policyDetail,
  roleDetail,
  userDetail,
} from "../account-details.ts";
import { detailed } from "../account-details.ts";
import { pageOfItems } from "../marker.ts";
import { allUses } from "../policy-uses.ts";

/** Every user, group, role and policy of the account with all that they hold. */
export const GetAccountAuthorizationDetails = operation(
  GetAccountAuthorizationDetailsCommand,
  {
    needs: () => [allow("iam:GetAccountAuthorizationDetails", "*")],

    async handle({ Filter, ...paging }, ctx) {
      const uses = await allUses(ctx);
      const all = await detailed(ctx, uses);
      const asked = Filter?.length
        ? all.filter(({ filter }) => Filter.includes(filter))
        : all;
      const { items, ends } = pageOfItems(
        asked,
        ({ order, name }) => `${order} ${name}`,
        paging,
      );
      return {
        UserDetailList: items.flatMap((item) =>
          "user" in item ? [userDetail(item.user)] : [],
        ),
        GroupDetailList: items.flatMap((item) =>
          "group" in item ? [groupDetail(item.group)] : [],
        ),
        RoleDetailList: await Promise.all(
          items.flatMap((item) =>
            "role" in item ? [roleDetail(item.role, ctx)] : [],
          ),
        ),
        Policies: items.flatMap((item) =>
          "policy" in item ? [policyDetail(item.policy, uses)] : [],
        ),
        ...ends,
      };
    },
  },
);
