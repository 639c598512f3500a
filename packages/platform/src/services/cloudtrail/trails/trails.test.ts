import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import {
  AddTagsCommand,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  PutEventSelectorsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { CreateUserCommand, ListUsersCommand } from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { makeUser } from "../../../../testing/principals.ts";
import { resourceHandler } from "../../../../testing/resources.ts";

const Bucket = "trail-files";

/** A bucket with the policy that CloudTrail's user guide has. */
async function logBucket(cloud: Cloud, trail = "main"): Promise<void> {
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  const source = `arn:aws:cloudtrail:us-east-1:${cloud.accountId}:trail/${trail}`;
  const statement = (Action: string, Resource: string, more: object) => ({
    Effect: "Allow",
    Principal: { Service: "cloudtrail.amazonaws.com" },
    Action,
    Resource,
    Condition: { StringEquals: { "aws:SourceArn": source, ...more } },
  });
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      statement("s3:GetBucketAcl", `arn:aws:s3:::${Bucket}`, {}),
      statement(
        "s3:PutObject",
        `arn:aws:s3:::${Bucket}/AWSLogs/${cloud.accountId}/*`,
        { "s3:x-amz-acl": "bucket-owner-full-control" },
      ),
    ],
  });
  await cloud.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
}

const creating = (Name = "main") =>
  new CreateTrailCommand({ Name, S3BucketName: Bucket });

async function files(cloud: Cloud): Promise<string[]> {
  const { Contents = [] } = await cloud.s3.send(
    new ListObjectsV2Command({ Bucket }),
  );
  return Contents.map(({ Key = "" }) => Key).filter((key) =>
    key.endsWith(".gz"),
  );
}

async function eventNames(cloud: Cloud): Promise<string[]> {
  const names: string[] = [];
  for (const Key of await files(cloud)) {
    const { Body } = await cloud.s3.send(new GetObjectCommand({ Bucket, Key }));
    const bytes = gunzipSync((await Body?.transformToByteArray()) ?? "");
    const { Records } = JSON.parse(bytes.toString()) as {
      Records: { eventName: string }[];
    };
    names.push(...Records.map(({ eventName }) => eventName));
  }
  return names;
}

const delivered = async (cloud: Cloud): Promise<void> => {
  cloud.advance(301);
  await cloud.settled();
};

test("a trail that logs delivers its account's events to its bucket, in CloudTrail's layout", async () => {
  await using cloud = await startCloud();
  await logBucket(cloud);
  await cloud.cloudtrail.send(creating());
  await cloud.iam.send(new CreateUserCommand({ UserName: "before" }));
  await delivered(cloud);
  deepEqual(await files(cloud), []);

  await cloud.cloudtrail.send(new StartLoggingCommand({ Name: "main" }));
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await delivered(cloud);
  const names = await eventNames(cloud);
  deepEqual(
    names.filter((name) => name === "CreateUser"),
    ["CreateUser"],
  );
  const { accountId: id } = cloud;
  match(
    (await files(cloud))[0] ?? "",
    new RegExp(
      `^AWSLogs/${id}/CloudTrail/us-east-1/\\d{4}/\\d\\d/\\d\\d/${id}_CloudTrail_us-east-1_\\d{8}T\\d{4}Z_\\w{16}\\.json\\.gz$`,
    ),
  );
  const status = await cloud.cloudtrail.send(
    new GetTrailStatusCommand({ Name: "main" }),
  );
  equal(status.IsLogging, true);
  ok(status.LatestDeliveryTime);
  equal(status.LatestDeliveryError, undefined);

  await cloud.cloudtrail.send(new StopLoggingCommand({ Name: "main" }));
  await cloud.iam.send(new CreateUserCommand({ UserName: "later" }));
  const before = await files(cloud);
  await delivered(cloud);
  deepEqual(await files(cloud), before);
});

test("a bucket that does not let CloudTrail write has no trail; one that stops letting it is told of", async () => {
  await using cloud = await startCloud();
  await rejects(cloud.cloudtrail.send(creating()), {
    name: "S3BucketDoesNotExistException",
    message: "S3 bucket trail-files does not exist!",
  });
  await logBucket(cloud, "another");
  await rejects(cloud.cloudtrail.send(creating()), {
    name: "InsufficientS3BucketPolicyException",
    message: "Incorrect S3 bucket policy is detected for bucket: trail-files",
  });
  await cloud.cloudtrail.send(creating("another"));
  await cloud.cloudtrail.send(new StartLoggingCommand({ Name: "another" }));
  await cloud.s3.send(new DeleteBucketPolicyCommand({ Bucket }));
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await delivered(cloud);
  const { LatestDeliveryError } = await cloud.cloudtrail.send(
    new GetTrailStatusCommand({ Name: "another" }),
  );
  equal(LatestDeliveryError, "AccessDenied");
  deepEqual(await files(cloud), []);
});

test("event selectors choose what is delivered", async () => {
  await using cloud = await startCloud();
  await logBucket(cloud);
  await cloud.cloudtrail.send(creating());
  const selecting = (selector: object) =>
    new PutEventSelectorsCommand({
      TrailName: "main",
      EventSelectors: [selector],
    });
  await cloud.cloudtrail.send(selecting({ ReadWriteType: "WriteOnly" }));
  await cloud.cloudtrail.send(new StartLoggingCommand({ Name: "main" }));
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  await cloud.iam.send(new ListUsersCommand({}));
  await delivered(cloud);
  const names = await eventNames(cloud);
  ok(names.includes("CreateUser"));
  ok(!names.includes("ListUsers"));
  const DataResources = [{ Type: "AWS::S3::Object", Values: ["arn:aws:s3"] }];
  await rejects(cloud.cloudtrail.send(selecting({ DataResources })), {
    name: "InvalidEventSelectorsException",
    message: /data events of trails are not built/,
  });
});

test("trails are described, changed, tagged and deleted; what is not built is refused", async () => {
  await using cloud = await startCloud();
  await logBucket(cloud);
  const { TrailARN = "" } = await cloud.cloudtrail.send(creating());
  await rejects(cloud.cloudtrail.send(creating()), {
    name: "TrailAlreadyExistsException",
  });
  await rejects(cloud.cloudtrail.send(creating("a")), {
    name: "InvalidTrailNameException",
  });
  await rejects(
    cloud.cloudtrail.send(
      new UpdateTrailCommand({ Name: "main", EnableLogFileValidation: true }),
    ),
    {
      name: "UnsupportedOperationException",
      message: "EnableLogFileValidation is not built for trails.",
    },
  );
  await cloud.cloudtrail.send(
    new UpdateTrailCommand({
      Name: TrailARN,
      IncludeGlobalServiceEvents: false,
    }),
  );
  const { trailList = [] } = await cloud.cloudtrail.send(
    new DescribeTrailsCommand({}),
  );
  deepEqual(
    trailList.map(({ Name, IncludeGlobalServiceEvents }) => [
      Name,
      IncludeGlobalServiceEvents,
    ]),
    [["main", false]],
  );
  const tagging = { ResourceId: TrailARN };
  await cloud.cloudtrail.send(
    new AddTagsCommand({
      ...tagging,
      TagsList: [{ Key: "team", Value: "blue" }, { Key: "x" }],
    }),
  );
  await cloud.cloudtrail.send(
    new RemoveTagsCommand({ ...tagging, TagsList: [{ Key: "x" }] }),
  );
  const { ResourceTagList } = await cloud.cloudtrail.send(
    new ListTagsCommand({ ResourceIdList: [TrailARN] }),
  );
  deepEqual(ResourceTagList?.[0]?.TagsList, [{ Key: "team", Value: "blue" }]);

  const nobody = await makeUser(cloud, "nobody");
  const deleting = new DeleteTrailCommand({ Name: "main" });
  await rejects(nobody.cloudtrail.send(deleting), { name: /AccessDenied/ });
  await cloud.cloudtrail.send(deleting);
  await rejects(cloud.cloudtrail.send(new GetTrailCommand({ Name: "main" })), {
    name: "TrailNotFoundException",
  });
});

test("a trail lives as a resource: made, read, changed, listed, deleted", async () => {
  await using cloud = await startCloud();
  await logBucket(cloud);
  const trails = await resourceHandler(cloud, "AWS::CloudTrail::Trail");
  const properties = {
    TrailName: "main",
    S3BucketName: Bucket,
    IsLogging: true,
    Tags: [{ Key: "team", Value: "blue" }],
  };
  await rejects(trails.create({ ...properties, EventSelectors: [] }), {
    name: "InvalidEventSelectorsException",
  });
  deepEqual(await trails.list(), []);
  equal(await trails.create(properties), "main");
  const read = await trails.read("main");
  equal(read?.["IsLogging"], true);
  equal(read?.["S3BucketName"], Bucket);
  deepEqual(read?.["Tags"], properties.Tags);
  await trails.update("main", {
    before: properties,
    after: { S3BucketName: Bucket, TrailName: "main", IsLogging: false },
  });
  const after = await trails.read("main");
  equal(after?.["IsLogging"], false);
  equal(after?.["Tags"], undefined);
  deepEqual(await trails.list(), ["main"]);
  await trails.delete("main");
  equal(await trails.read("main"), undefined);
  await trails.delete("main");
});
