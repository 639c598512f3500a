import {
  ListSigningPlatformsCommand,
  ValidationException,
} from "@aws-sdk/client-signer";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";
import { platforms } from "../platforms.ts";

export const ListSigningPlatforms = operation(ListSigningPlatformsCommand, {
  needs: () => [allow("signer:ListSigningPlatforms", "*")],

  async handle({ category, partner, target, maxResults = 25, nextToken }) {
    const start = nextToken === undefined ? 0 : Number(nextToken);
    if (!Number.isSafeInteger(start) || start < 0)
      throw fault(ValidationException, "The next token is not valid.");
    const matching = platforms.filter(
      (platform) =>
        (category === undefined || platform.category === category) &&
        (partner === undefined || platform.partner === partner) &&
        (target === undefined || platform.target === target),
    );
    const end = start + maxResults;
    return {
      platforms: matching.slice(start, end),
      ...(end < matching.length ? { nextToken: String(end) } : {}),
    };
  },
});
