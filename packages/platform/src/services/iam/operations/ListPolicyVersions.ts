import { ListPolicyVersionsCommand } from "@aws-sdk/client-iam";
import { operation } from "../../../core/operation.ts";
import { pageOfItems } from "../marker.ts";
import { onPolicy, policyNamed, shownVersion } from "../policies.ts";

const LATEST_FIRST = 1_000_000_000;

export const ListPolicyVersions = operation(ListPolicyVersionsCommand, {
  needs: ({ PolicyArn }, ctx) => onPolicy("ListPolicyVersions", PolicyArn, ctx),

  async handle({ PolicyArn, ...paging }, ctx) {
    const policy = await policyNamed(PolicyArn, ctx);
    const { items, ends } = pageOfItems(
      policy.versions,
      ({ versionId }) => String(LATEST_FIRST - Number(versionId.slice(1))),
      paging,
    );
    return {
      Versions: items.map((version) => shownVersion(policy, version)),
      ...ends,
    };
  },
});
