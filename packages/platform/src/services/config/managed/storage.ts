import { compliant, nonCompliant } from "../verdict.ts";
import { at, isTrue, items, listed, type ManagedRule } from "./managed-rule.ts";

const types = ["AWS::S3::Bucket"];

/** The default encryption of a bucket's objects, as `aws:kms`. */
function encryptionOf(properties: unknown): unknown {
  const [rule] = items(
    at(properties, "BucketEncryption", "ServerSideEncryptionConfiguration"),
  );
  return at(rule, "ServerSideEncryptionByDefault", "SSEAlgorithm");
}

const BLOCKS = [
  "BlockPublicAcls",
  "BlockPublicPolicy",
  "IgnorePublicAcls",
  "RestrictPublicBuckets",
];

/** Managed rules about buckets. */
export const storageRules: readonly ManagedRule[] = [
  {
    identifier: "S3_BUCKET_LOGGING_ENABLED",
    types,
    proactive: true,
    parameters: { targetBucket: {}, targetPrefix: {} },
    check(properties, { targetBucket, targetPrefix }) {
      const logging = properties["LoggingConfiguration"];
      const bucket = at(logging, "DestinationBucketName");
      const prefix = at(logging, "LogFilePrefix") ?? "";
      if (logging === undefined)
        return nonCompliant("Server access logging is not enabled.");
      if (targetBucket !== undefined && bucket !== targetBucket)
        return nonCompliant("Logs are delivered to another bucket.");
      return targetPrefix !== undefined && prefix !== targetPrefix
        ? nonCompliant("Logs are delivered under another prefix.")
        : compliant;
    },
  },
  {
    identifier: "S3_BUCKET_VERSIONING_ENABLED",
    types,
    parameters: { isMfaDeleteEnabled: {} },
    check: (properties, { isMfaDeleteEnabled }) =>
      at(properties, "VersioningConfiguration", "Status") === "Enabled" &&
      !isTrue(isMfaDeleteEnabled)
        ? compliant
        : nonCompliant("Versioning is not enabled as expected."),
  },
  {
    // Every bucket is encrypted, with S3's own keys where nothing else is said.
    identifier: "S3_BUCKET_SERVER_SIDE_ENCRYPTION_ENABLED",
    types,
    check: () => compliant,
  },
  {
    identifier: "S3_DEFAULT_ENCRYPTION_KMS",
    types,
    check: (properties) =>
      String(encryptionOf(properties)).startsWith("aws:kms")
        ? compliant
        : nonCompliant("Objects are not encrypted with a KMS key by default."),
  },
  {
    identifier: "S3_BUCKET_LEVEL_PUBLIC_ACCESS_PROHIBITED",
    types,
    parameters: { excludedPublicBuckets: {} },
    check(properties, { excludedPublicBuckets }, { resourceId }) {
      if (listed(excludedPublicBuckets).includes(resourceId)) return compliant;
      const access = properties["PublicAccessBlockConfiguration"];
      const open = BLOCKS.filter((name) => !isTrue(at(access, name)));
      return open.length === 0
        ? compliant
        : nonCompliant(`Not set: ${open.join(", ")}.`);
    },
  },
  {
    identifier: "S3_BUCKET_ACL_PROHIBITED",
    types,
    check(properties) {
      const rules = at(properties, "OwnershipControls", "Rules");
      const [rule] = items(rules);
      const ownership = at(rule, "ObjectOwnership") ?? "BucketOwnerEnforced";
      return ownership === "BucketOwnerEnforced"
        ? compliant
        : nonCompliant("Access control lists are in use.");
    },
  },
  {
    identifier: "S3_LIFECYCLE_POLICY_CHECK",
    types,
    check: (properties) =>
      items(at(properties, "LifecycleConfiguration", "Rules")).some(
        (rule) => at(rule, "Status") === "Enabled",
      )
        ? compliant
        : nonCompliant("The bucket has no active lifecycle rule."),
  },
  {
    identifier: "S3_EVENT_NOTIFICATIONS_ENABLED",
    types,
    check: ({ NotificationConfiguration }) =>
      typeof NotificationConfiguration === "object" &&
      Object.keys(NotificationConfiguration ?? {}).length > 0
        ? compliant
        : nonCompliant("The bucket has no event notification."),
  },
  {
    identifier: "S3_BUCKET_REPLICATION_ENABLED",
    types,
    check: ({ ReplicationConfiguration }) =>
      ReplicationConfiguration === undefined
        ? nonCompliant("The bucket is not replicated.")
        : compliant,
  },
  {
    identifier: "S3_BUCKET_DEFAULT_LOCK_ENABLED",
    types,
    check: ({ ObjectLockEnabled }) =>
      isTrue(ObjectLockEnabled)
        ? compliant
        : nonCompliant("Object Lock is not enabled."),
  },
];
