import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CancelResourceRequestCommand,
  CreateResourceCommand,
  DeleteResourceCommand,
  GetResourceCommand,
  GetResourceRequestStatusCommand,
  ListResourceRequestsCommand,
  ListResourcesCommand,
  UpdateResourceCommand,
  type ProgressEvent,
} from "@aws-sdk/client-cloudcontrol";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../testing/cloud.ts";
import { makeUser } from "../../../testing/principals.ts";

const TypeName = "AWS::Logs::LogGroup";

async function ended(
  cloud: Cloud,
  { ProgressEvent: begun }: { ProgressEvent?: ProgressEvent | undefined },
): Promise<ProgressEvent> {
  await cloud.settled();
  const { ProgressEvent: told = {} } = await cloud.cloudcontrol.send(
    new GetResourceRequestStatusCommand({ RequestToken: begun?.RequestToken }),
  );
  return told;
}

const creating = (
  properties: object,
  more: { ClientToken?: string; RoleArn?: string } = {},
) =>
  new CreateResourceCommand({
    TypeName,
    DesiredState: JSON.stringify(properties),
    ...more,
  });

const patching = (Identifier: string, ...steps: object[]) =>
  new UpdateResourceCommand({
    TypeName,
    Identifier,
    PatchDocument: JSON.stringify(steps),
  });

const policy = (Statement: object[]) =>
  JSON.stringify({ Version: "2012-10-17", Statement });

async function read(
  { cloudcontrol }: Pick<Clients, "cloudcontrol">,
  Identifier: string,
): Promise<Record<string, unknown>> {
  const { ResourceDescription } = await cloudcontrol.send(
    new GetResourceCommand({ TypeName, Identifier }),
  );
  return JSON.parse(ResourceDescription?.Properties ?? "") as never;
}

test("a resource is made, read, changed by a patch, listed and deleted", async () => {
  await using cloud = await startCloud();
  const begun = await cloud.cloudcontrol.send(
    creating({ LogGroupName: "app", RetentionInDays: "7" }),
  );
  equal(begun.ProgressEvent?.OperationStatus, "IN_PROGRESS");
  const made = await ended(cloud, begun);
  equal(made.OperationStatus, "SUCCESS");
  equal(made.Operation, "CREATE");
  equal(made.Identifier, "app");
  equal((await read(cloud, "app"))["RetentionInDays"], 7);

  const changed = await ended(
    cloud,
    await cloud.cloudcontrol.send(
      patching(
        "app",
        { op: "replace", path: "/RetentionInDays", value: 14 },
        { op: "add", path: "/Tags", value: [{ Key: "team", Value: "blue" }] },
      ),
    ),
  );
  equal(changed.OperationStatus, "SUCCESS");
  const after = await read(cloud, "app");
  equal(after["RetentionInDays"], 14);
  deepEqual(after["Tags"], [{ Key: "team", Value: "blue" }]);

  const { ResourceDescriptions } = await cloud.cloudcontrol.send(
    new ListResourcesCommand({ TypeName }),
  );
  deepEqual(ResourceDescriptions, [
    { Identifier: "app", Properties: '{"LogGroupName":"app"}' },
  ]);
  const deleting = new DeleteResourceCommand({ TypeName, Identifier: "app" });
  equal(
    (await ended(cloud, await cloud.cloudcontrol.send(deleting)))
      .OperationStatus,
    "SUCCESS",
  );
  await rejects(read(cloud, "app"), {
    name: "ResourceNotFoundException",
    message:
      "Resource of type 'AWS::Logs::LogGroup' with identifier 'app' was not found.",
  });
  const again = await ended(cloud, await cloud.cloudcontrol.send(deleting));
  equal(again.OperationStatus, "FAILED");
  equal(again.ErrorCode, "NotFound");
});

test("wrong properties, types and patches are refused, each in its words", async () => {
  await using cloud = await startCloud();
  const { cloudcontrol } = cloud;
  await rejects(cloudcontrol.send(creating({ Colour: "red" })), {
    name: "ValidationException",
    message:
      "Model validation failed (#: extraneous key [Colour] is not permitted)",
  });
  await rejects(
    cloudcontrol.send(
      new CreateResourceCommand({ TypeName, DesiredState: "[]" }),
    ),
    { name: "ValidationException" },
  );
  const unknown = { TypeName: "AWS::Made::Up", Identifier: "x" };
  await rejects(cloudcontrol.send(new GetResourceCommand(unknown)), {
    name: "TypeNotFoundException",
    message: "The type 'AWS::Made::Up' cannot be found.",
  });
  await ended(cloud, await cloudcontrol.send(creating({ LogGroupName: "a" })));
  const twice = await ended(
    cloud,
    await cloudcontrol.send(creating({ LogGroupName: "a" })),
  );
  equal(twice.ErrorCode, "AlreadyExists");
  await rejects(cloudcontrol.send(patching("a", { op: "spoil", path: "" })), {
    name: "ValidationException",
  });
  const fixed = await ended(
    cloud,
    await cloudcontrol.send(
      patching("a", { op: "replace", path: "/LogGroupName", value: "b" }),
    ),
  );
  equal(fixed.ErrorCode, "NotUpdatable");
  match(fixed.StatusMessage ?? "", /\/properties\/LogGroupName/);
  const nothing = await ended(
    cloud,
    await cloudcontrol.send(patching("a", { op: "remove", path: "/Tags" })),
  );
  equal(nothing.ErrorCode, "InvalidRequest");
  await rejects(
    cloudcontrol.send(
      new ListResourcesCommand({ TypeName: "AWS::Logs::LogStream" }),
    ),
    { name: "UnsupportedActionException" },
  );
  await rejects(
    cloudcontrol.send(
      new GetResourceCommand({
        TypeName: "AWS::SQS::QueuePolicy",
        Identifier: "x",
      }),
    ),
    {
      name: "UnsupportedActionException",
      message:
        "Resource type AWS::SQS::QueuePolicy does not support READ action",
    },
  );
});

test("a client's token asks for one thing, once", async () => {
  await using cloud = await startCloud();
  const asked = { ClientToken: "once" };
  const first = await cloud.cloudcontrol.send(creating({}, asked));
  const second = await cloud.cloudcontrol.send(creating({}, asked));
  equal(second.ProgressEvent?.RequestToken, first.ProgressEvent?.RequestToken);
  await cloud.settled();
  const { ResourceDescriptions = [] } = await cloud.cloudcontrol.send(
    new ListResourcesCommand({ TypeName }),
  );
  equal(ResourceDescriptions.length, 1);
  await rejects(
    cloud.cloudcontrol.send(creating({ RetentionInDays: 1 }, asked)),
    { name: "ClientTokenConflictException" },
  );
});

test("requests are listed, the newest first, and forgotten after seven days", async () => {
  await using cloud = await startCloud();
  for (const LogGroupName of ["a", "b", "b"]) {
    await ended(
      cloud,
      await cloud.cloudcontrol.send(creating({ LogGroupName })),
    );
    cloud.advance(1);
  }
  const listed = async (filter = {}) => {
    const { ResourceRequestStatusSummaries = [] } =
      await cloud.cloudcontrol.send(
        new ListResourceRequestsCommand({
          ResourceRequestStatusFilter: filter,
        }),
      );
    return ResourceRequestStatusSummaries.map(
      ({ Identifier, OperationStatus }) => [Identifier, OperationStatus],
    );
  };
  deepEqual(await listed(), [
    [undefined, "FAILED"],
    ["b", "SUCCESS"],
    ["a", "SUCCESS"],
  ]);
  deepEqual(await listed({ OperationStatuses: ["FAILED"] }), [
    [undefined, "FAILED"],
  ]);
  deepEqual(await listed({ Operations: ["DELETE"] }), []);
  cloud.advance(7 * 86_400);
  await cloud.settled();
  deepEqual(await listed(), []);
});

test("a request that is over cannot be cancelled; one that nobody made is not found", async () => {
  await using cloud = await startCloud();
  const made = await ended(cloud, await cloud.cloudcontrol.send(creating({})));
  await rejects(
    cloud.cloudcontrol.send(
      new CancelResourceRequestCommand({ RequestToken: made.RequestToken }),
    ),
    { name: "ValidationException", message: /SUCCESS and cannot be canceled/ },
  );
  await rejects(
    cloud.cloudcontrol.send(
      new GetResourceRequestStatusCommand({ RequestToken: "nobody" }),
    ),
    { name: "RequestTokenNotFoundException" },
  );
});

test("Cloud Control needs its own permission, and the service's; a role brings the latter", async () => {
  await using cloud = await startCloud();
  const nobody = await makeUser(cloud, "nobody");
  await rejects(nobody.cloudcontrol.send(creating({})), {
    name: /AccessDenied/,
  });
  const ada = await makeUser(
    cloud,
    "ada",
    policy([{ Effect: "Allow", Action: "cloudformation:*", Resource: "*" }]),
  );
  const refused = await ended(cloud, await ada.cloudcontrol.send(creating({})));
  equal(refused.ErrorCode, "AccessDenied");
  match(refused.StatusMessage ?? "", /logs:CreateLogGroup/);
  ok(refused.Identifier === undefined);

  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "maker",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: { Service: "cloudformation.amazonaws.com" },
          Action: "sts:AssumeRole",
        },
      }),
    }),
  );
  await cloud.iam.send(
    new PutRolePolicyCommand({
      RoleName: "maker",
      PolicyName: "logs",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: { Effect: "Allow", Action: "logs:*", Resource: "*" },
      }),
    }),
  );
  const RoleArn = Role?.Arn ?? "";
  await rejects(ada.cloudcontrol.send(creating({}, { RoleArn })), {
    message: /iam:PassRole/,
  });
  const grace = await makeUser(
    cloud,
    "grace",
    policy([
      { Effect: "Allow", Action: "cloudformation:*", Resource: "*" },
      { Effect: "Allow", Action: "iam:PassRole", Resource: RoleArn },
    ]),
  );
  const made = await ended(
    cloud,
    await grace.cloudcontrol.send(creating({}, { RoleArn })),
  );
  equal(made.OperationStatus, "SUCCESS");
});
