import { GetSigningPlatformCommand } from "@aws-sdk/client-signer";
import { allow, operation } from "../../../core/operation.ts";
import { platformOf } from "../platforms.ts";

export const GetSigningPlatform = operation(GetSigningPlatformCommand, {
  needs: () => [allow("signer:GetSigningPlatform", "*")],

  async handle({ platformId }) {
    return platformOf(platformId);
  },
});
