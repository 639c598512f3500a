import { ListSigningPlatformsCommand } from "@aws-sdk/client-signer";
import { allow, operation } from "../../../core/operation.ts";
import { numberedPage } from "../numbered-page.ts";
import { platforms } from "../platforms.ts";

export const ListSigningPlatforms = operation(ListSigningPlatformsCommand, {
  needs: () => [allow("signer:ListSigningPlatforms", "*")],

  async handle({ category, partner, target, maxResults = 25, nextToken }) {
    const matching = platforms.filter(
      (platform) =>
        (category === undefined || platform.category === category) &&
        (partner === undefined || platform.partner === partner) &&
        (target === undefined || platform.target === target),
    );
    const { items, next } = numberedPage(matching, maxResults, nextToken);
    return { platforms: [...items], ...next };
  },
});
