import type {
  CORSRule,
  NotificationConfiguration,
  ObjectOwnership,
  StorageClass,
} from "@aws-sdk/client-s3";
import { event } from "../../core/event.ts";
import type { Tags } from "../../core/identity/tables.ts";
import { table } from "../../core/table.ts";
import type { BlobRef } from "../../store/blobs.ts";
import type { Algorithm } from "./checksum/algorithms.ts";
import type { Lifecycle } from "./lifecycle/rule.ts";

/** A bucket and its settings; what is undefined was never configured. */
export interface Bucket {
  readonly name: string;
  readonly accountId: string;
  readonly region: string;
  readonly createdAt: number;
  readonly versioning?: "Enabled" | "Suspended";
  /** The policy's text, its users and roles named by their unique ids. */
  readonly policy?: string;
  readonly tags?: Tags;
  /** Whether the bucket's tags count for permissions: attribute-based access control. */
  readonly abac?: boolean;
  readonly publicAccessBlock?: PublicAccessBlock;
  readonly ownership?: ObjectOwnership;
  readonly encryption?: {
    readonly bucketKey: boolean;
    /** AES256 where nothing is said. */
    readonly algorithm?: "aws:kms";
    /** As it was named. */
    readonly keyId?: string;
  };
  readonly cors?: readonly CORSRule[];
  readonly lifecycle?: Lifecycle;
  readonly notification?: NotificationConfiguration;
}

/** The four switches of S3 Block Public Access. */
export interface PublicAccessBlock {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

export const buckets = table<Bucket>()({
  name: "s3.buckets",
  scope: "global",
  key: ({ name }) => [name],
  indexes: { byAccount: ({ accountId, name }) => [[accountId, name]] },
});

/** One version of a key: an object, or a delete marker. */
export interface Version {
  readonly bucket: string;
  readonly key: string;
  /** The version's place among those of its key: microseconds since the epoch, made to grow. */
  readonly sequence: number;
  /** `null` where it was made while versioning was not enabled. */
  readonly versionId: string;
  /** Whole seconds, in milliseconds: S3's dates know no less. */
  readonly modifiedAt: number;
  /** Undefined for a delete marker. */
  readonly content?: Content;
}

/** A version that is an object. */
export type ObjectVersion = Version & { readonly content: Content };

export interface Content extends Described {
  readonly size: number;
  /** Without its quotes. */
  readonly eTag: string;
  /** One after the other they are the object; more than one only after a multipart upload. */
  readonly pieces: readonly Piece[];
  readonly checksum: Checksum;
  /** Answers a client that completes an upload again because it did not hear of its success. */
  readonly uploadId?: string;
}

export interface Piece {
  readonly blob: BlobRef;
  /** Set for the parts of a multipart upload. */
  readonly partNumber?: number;
  /** Base 64, by the algorithm of the object's checksum. */
  readonly checksum?: string;
}

/** A checksum in base 64; a composite one is of the parts' checksums, and says how many they are. */
export interface Checksum {
  readonly algorithm: Algorithm;
  readonly type: "FULL_OBJECT" | "COMPOSITE";
  readonly value: string;
}

/** What a client says of an object besides its bytes. */
export interface Described {
  readonly headers: ContentHeaders;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: Tags;
  readonly storageClass: StorageClass;
  /** Set where the object is encrypted with a key of KMS. */
  readonly kms?: { readonly bucketKey: boolean };
}

export interface ContentHeaders {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly contentLanguage?: string;
  readonly websiteRedirectLocation?: string;
  /** Milliseconds since the epoch. */
  readonly expires?: number;
}

/** The newest version of a key; there is one for each key that has any. */
export interface Latest extends Version {
  /** The place of the key's `null` version, where it is among the older ones. */
  readonly nullSequence?: number;
}

const blobsOf = ({ content }: Version): readonly BlobRef[] =>
  content?.pieces.map(({ blob }) => blob) ?? [];

export const latestVersions = table<Latest>()({
  name: "s3.latest-versions",
  scope: "global",
  key: ({ bucket, key }) => [bucket, key],
  /** What ListObjects shows: keys whose newest version is no delete marker. */
  indexes: {
    objects: ({ bucket, key, content }) => (content ? [[bucket, key]] : []),
  },
  blobs: blobsOf,
});

/** The other versions of a key, newest first. */
export const olderVersions = table<Version>()({
  name: "s3.older-versions",
  scope: "global",
  key: ({ bucket, key, sequence }) => [bucket, key, newestFirst(sequence)],
  blobs: blobsOf,
});

/** Turns the order around, for keys. */
export const newestFirst = (sequence: number): number =>
  Number.MAX_SAFE_INTEGER - sequence;

/** A multipart upload under way. */
export interface Upload extends Described {
  readonly bucket: string;
  readonly key: string;
  /** Ids sort by the time of their making, as ListMultipartUploads does. */
  readonly uploadId: string;
  readonly initiatedAt: number;
  readonly initiator: string;
  readonly checksum: Pick<Checksum, "algorithm" | "type"> & {
    /** The client asked for none: S3 then keeps CRC64NVME for itself. */
    readonly implied: boolean;
  };
}

export const uploads = table<Upload>()({
  name: "s3.uploads",
  scope: "global",
  key: ({ bucket, key, uploadId }) => [bucket, key, uploadId],
});

/** One part of an upload under way. */
export interface Part {
  readonly uploadId: string;
  readonly partNumber: number;
  readonly blob: BlobRef;
  /** The MD5 of the part in hexadecimal. */
  readonly eTag: string;
  /** Base 64, by the algorithm of the upload. */
  readonly checksum: string;
  readonly modifiedAt: number;
}

export const parts = table<Part>()({
  name: "s3.parts",
  scope: "global",
  key: ({ uploadId, partNumber }) => [uploadId, partNumber],
  blobs: ({ blob }) => [blob],
});

/** An upload was completed or aborted: its parts' rows can go. */
export const uploadEnded = event<{ uploadId: string }>("s3.UploadEnded");

/** A destination is to be told of a change in a bucket. */
export const notificationDue = event<{
  kind: "function" | "queue" | "topic";
  arn: string;
  bucket: string;
  /** The bucket's owner and Region. */
  accountId: string;
  region: string;
  record: object;
  /** The trace header of the call that made the change. */
  readonly traceId?: string;
}>("s3.NotificationDue");

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

export const objectArn = (bucket: string, key: string): string =>
  `arn:aws:s3:::${bucket}/${key}`;
