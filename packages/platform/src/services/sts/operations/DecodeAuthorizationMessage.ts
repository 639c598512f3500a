import {
  DecodeAuthorizationMessageCommand,
  InvalidAuthorizationMessageException,
} from "@aws-sdk/client-sts";
import { fault } from "../../../core/errors.ts";
import { openAuthorizationMessage } from "../../../core/identity/authorization-message.ts";
import { allow, operation } from "../../../core/operation.ts";

/** Opens the message that some denials carry, which tells more than everyone may know. */
export const DecodeAuthorizationMessage = operation(
  DecodeAuthorizationMessageCommand,
  {
    needs: () => [allow("sts:DecodeAuthorizationMessage", "*")],

    async handle({ EncodedMessage }, ctx) {
      const DecodedMessage = openAuthorizationMessage(
        EncodedMessage,
        ctx.platform.secret,
        ctx.accountId,
      );
      if (DecodedMessage === undefined)
        throw fault(
          InvalidAuthorizationMessageException,
          "The encoded authorization message is not valid: it was changed, or is of another installation.",
        );
      return { DecodedMessage };
    },
  },
);
