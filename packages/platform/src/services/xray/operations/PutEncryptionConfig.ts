import {
  InvalidRequestException,
  PutEncryptionConfigCommand,
} from "@aws-sdk/client-xray";
import { fault } from "../../../core/errors.ts";
import { allow, operation } from "../../../core/operation.ts";

export const PutEncryptionConfig = operation(PutEncryptionConfigCommand, {
  needs: () => [allow("xray:PutEncryptionConfig", "*")],

  handle({ Type, KeyId }) {
    if (Type === "KMS" || KeyId !== undefined)
      throw fault(
        InvalidRequestException,
        "KeyId: encryption of traces with a KMS key is not built.",
      );
    return Promise.resolve({
      EncryptionConfig: { Status: "ACTIVE", Type: "NONE" },
    });
  },
});
