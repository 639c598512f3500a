import type {
  ServerSideEncryption,
  ServerSideEncryptionConfiguration,
} from "@aws-sdk/client-s3";
import { refuseUnbuilt } from "../../../core/resource-refusals.ts";

interface EncryptionProperty {
  readonly ServerSideEncryptionConfiguration: readonly {
    readonly BucketKeyEnabled?: boolean;
    readonly ServerSideEncryptionByDefault?: {
      readonly SSEAlgorithm: ServerSideEncryption;
      readonly KMSMasterKeyID?: string;
    };
    readonly BlockedEncryptionTypes?: unknown;
  }[];
}

/** The property `BucketEncryption` as S3 takes it. @throws Fault InvalidRequest for what is not built */
export function encryptionOf(
  property: unknown,
): ServerSideEncryptionConfiguration {
  const { ServerSideEncryptionConfiguration: rules } =
    property as EncryptionProperty;
  for (const rule of rules)
    refuseUnbuilt("AWS::S3::Bucket", rule, ["BlockedEncryptionTypes"]);
  return {
    Rules: rules.map(({ ServerSideEncryptionByDefault, BucketKeyEnabled }) => ({
      ...(ServerSideEncryptionByDefault
        ? { ApplyServerSideEncryptionByDefault: ServerSideEncryptionByDefault }
        : {}),
      ...(BucketKeyEnabled === undefined ? {} : { BucketKeyEnabled }),
    })),
  };
}

/** S3's answer as the property. */
export function shownEncryption(
  configuration: ServerSideEncryptionConfiguration | undefined,
): EncryptionProperty {
  return {
    ServerSideEncryptionConfiguration: (configuration?.Rules ?? []).map(
      ({ BucketKeyEnabled = false, ApplyServerSideEncryptionByDefault }) => ({
        BucketKeyEnabled,
        ServerSideEncryptionByDefault: {
          SSEAlgorithm:
            ApplyServerSideEncryptionByDefault?.SSEAlgorithm ?? "AES256",
          ...(ApplyServerSideEncryptionByDefault?.KMSMasterKeyID === undefined
            ? {}
            : {
                KMSMasterKeyID:
                  ApplyServerSideEncryptionByDefault.KMSMasterKeyID,
              }),
        },
      }),
    ),
  };
}
