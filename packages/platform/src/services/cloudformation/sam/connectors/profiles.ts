/** What a connector from a resource of one type to one of another makes ("Connector", SAM developer guide). */
export type Profile = RolePolicy | QueuePolicy | CallPermission;

/** A managed policy for the role of the function at one end, about the resource at the other. */
export interface RolePolicy {
  readonly kind: "role policy";
  readonly role: "Source" | "Destination";
  readonly actions: Readonly<Record<string, readonly string[]>>;
  /** Whether it is also about what is in the resource. */
  readonly contents?: true;
  /** The only combination of permissions that makes sense, if there is but one. */
  readonly together?: readonly string[];
  /** Whether the mapping between both needs the policy before it. */
  readonly beforeMapping?: true;
}

export interface QueuePolicy {
  readonly kind: "queue policy";
}

export interface CallPermission {
  readonly kind: "permission";
  readonly principal: string;
  /** Whether names of the source may pass to other accounts. */
  readonly ownAccount?: true;
}

const FUNCTION = "AWS::Lambda::Function";
const BUCKET = "AWS::S3::Bucket";
const TOPIC = "AWS::SNS::Topic";
const QUEUE = "AWS::SQS::Queue";

const PROFILES: Readonly<Record<string, Readonly<Record<string, Profile>>>> = {
  [FUNCTION]: {
    [FUNCTION]: {
      kind: "role policy",
      role: "Source",
      actions: { Write: ["lambda:InvokeAsync", "lambda:InvokeFunction"] },
    },
    [BUCKET]: {
      kind: "role policy",
      role: "Source",
      contents: true,
      actions: {
        Read: [
          "s3:GetObject",
          "s3:GetObjectAcl",
          "s3:GetObjectLegalHold",
          "s3:GetObjectRetention",
          "s3:GetObjectTorrent",
          "s3:GetObjectVersion",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionTorrent",
          "s3:ListBucket",
          "s3:ListBucketMultipartUploads",
          "s3:ListBucketVersions",
          "s3:ListMultipartUploadParts",
        ],
        Write: [
          "s3:AbortMultipartUpload",
          "s3:DeleteObject",
          "s3:DeleteObjectVersion",
          "s3:PutObject",
          "s3:PutObjectLegalHold",
          "s3:PutObjectRetention",
          "s3:RestoreObject",
        ],
      },
    },
    [QUEUE]: {
      kind: "role policy",
      role: "Source",
      actions: {
        Read: ["sqs:ReceiveMessage", "sqs:GetQueueAttributes"],
        Write: [
          "sqs:DeleteMessage",
          "sqs:SendMessage",
          "sqs:ChangeMessageVisibility",
          "sqs:PurgeQueue",
        ],
      },
    },
    [TOPIC]: {
      kind: "role policy",
      role: "Source",
      actions: { Write: ["sns:Publish"] },
    },
  },
  [TOPIC]: {
    [QUEUE]: { kind: "queue policy" },
    [FUNCTION]: { kind: "permission", principal: "sns.amazonaws.com" },
  },
  [QUEUE]: {
    [FUNCTION]: {
      kind: "role policy",
      role: "Destination",
      together: ["Read", "Write"],
      beforeMapping: true,
      actions: {
        Write: ["sqs:DeleteMessage"],
        Read: ["sqs:ReceiveMessage", "sqs:GetQueueAttributes"],
      },
    },
  },
  [BUCKET]: {
    [FUNCTION]: {
      kind: "permission",
      principal: "s3.amazonaws.com",
      ownAccount: true,
    },
  },
};

/** What connects two types; undefined where nothing does. */
export function profileOf(
  source: string,
  destination: string,
): Profile | undefined {
  const from = Object.hasOwn(PROFILES, source) ? PROFILES[source] : undefined;
  return from && Object.hasOwn(from, destination)
    ? from[destination]
    : undefined;
}

/** The permissions that a connector may give. */
export const permissionsOf = (profile: Profile): readonly string[] =>
  profile.kind === "role policy" ? Object.keys(profile.actions) : ["Write"];
