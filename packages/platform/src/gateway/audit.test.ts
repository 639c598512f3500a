import assert from "node:assert/strict";
import { test } from "node:test";
import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand } from "@aws-sdk/client-sts";
import { CreateAccessKeyCommand } from "@aws-sdk/client-iam";
import { recordEvent } from "../services/cloudtrail/event.ts";
import { REGION, startCloud, type Cloud } from "../../testing/cloud.ts";
import type { RequestFacts, Sender } from "../core/context.ts";
import { rootCaller } from "../core/identity/root.ts";
import { internalRequest, RequestContext } from "./request-context.ts";

/** Makes a call from inside of a service, on a request of the root user. */
function sendFrom(
  cloud: Cloud,
  service: string,
  as: Sender,
  request: Partial<RequestFacts> = {},
) {
  const ctx = new RequestContext(cloud.running.platform, {
    caller: rootCaller(cloud.accountId, "AKIAROOT"),
    region: REGION,
    request: {
      ...internalRequest("client"),
      sourceIp: "192.0.2.1",
      userAgent: "terraform",
      ...request,
    },
    requestId: "r",
    service: { name: service },
  });
  return ctx.send(new CreateUserCommand({ UserName: "made" }), as);
}

void test("a role's session is recorded with the role that it stems from", async () => {
  await using cloud = await startCloud();
  await cloud.iam.send(new CreateUserCommand({ UserName: "ada" }));
  const { AccessKey } = await cloud.iam.send(
    new CreateAccessKeyCommand({ UserName: "ada" }),
  );
  const { Role } = await cloud.iam.send(
    new CreateRoleCommand({
      RoleName: "reader",
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { AWS: `arn:aws:iam::${cloud.accountId}:user/ada` },
            Action: "sts:AssumeRole",
          },
        ],
      }),
    }),
  );
  await cloud.iam.send(
    new AttachRolePolicyCommand({
      RoleName: "reader",
      PolicyArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess",
    }),
  );
  const ada = cloud.as({
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  });
  const { Credentials } = await ada.sts.send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "s1" }),
  );
  const session = cloud.as({
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  await session.iam.send(new ListUsersCommand({}));
  await assert.rejects(
    session.iam.send(new CreateUserCommand({ UserName: "eve" })),
  );

  const [allowed, denied] = (await cloud.trail()).slice(-2);
  assert.partialDeepStrictEqual(allowed, {
    eventName: "ListUsers",
    responseElements: null,
    userIdentity: {
      type: "AssumedRole",
      principalId: `${Role?.RoleId}:s1`,
      arn: `arn:aws:sts::${cloud.accountId}:assumed-role/reader/s1`,
      accountId: cloud.accountId,
      accessKeyId: Credentials?.AccessKeyId,
      sessionContext: {
        sessionIssuer: {
          type: "Role",
          principalId: Role?.RoleId,
          arn: Role?.Arn,
          accountId: cloud.accountId,
          userName: "reader",
        },
        attributes: { mfaAuthenticated: "false" },
      },
    },
  });
  assert.equal(allowed?.errorCode, undefined);
  assert.partialDeepStrictEqual(denied, {
    eventName: "CreateUser",
    errorCode: "AccessDenied",
    requestParameters: { userName: "eve" },
    responseElements: null,
  });
  const trail = JSON.stringify(await cloud.trail());
  for (const secret of [
    AccessKey?.SecretAccessKey,
    Credentials?.SecretAccessKey,
    Credentials?.SessionToken,
  ])
    assert.ok(secret && !trail.includes(secret));
});

void test("a call that a service makes for itself is the service's, one for its caller is the caller's", async () => {
  await using cloud = await startCloud();
  await assert.rejects(
    sendFrom(cloud, "cloudformation", { as: "cloudformation.amazonaws.com" }),
  );
  await sendFrom(cloud, "cloudformation", { as: "caller" });

  const [own, forwarded] = await cloud.trail();
  assert.partialDeepStrictEqual(own, {
    userIdentity: {
      type: "AWSService",
      invokedBy: "cloudformation.amazonaws.com",
    },
    sourceIPAddress: "cloudformation.amazonaws.com",
    userAgent: "cloudformation.amazonaws.com",
    errorCode: "AccessDenied",
  });
  assert.partialDeepStrictEqual(forwarded, {
    userIdentity: {
      type: "Root",
      accessKeyId: "AKIAROOT",
      invokedBy: "cloudformation.amazonaws.com",
    },
    sourceIPAddress: "cloudformation.amazonaws.com",
    requestParameters: { userName: "made" },
  });
  assert.equal(forwarded?.errorCode, undefined);
});

void test("a direct call over TLS is recorded with its protocol, cipher suite and host", async () => {
  await using cloud = await startCloud();
  const { platform } = cloud.running;
  const caller = rootCaller(cloud.accountId);
  await platform.send(new ListUsersCommand({}), caller, {
    region: REGION,
    request: {
      ...internalRequest("client"),
      sourceIp: "192.0.2.1",
      tls: { version: "TLSv1.3", cipherSuite: "TLS_AES_128_GCM_SHA256" },
      headers: { host: "gate.example" },
    },
  });
  const [record] = await cloud.trail();
  assert.ok(record);
  assert.partialDeepStrictEqual(recordEvent(record), {
    sourceIPAddress: "192.0.2.1",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: "gate.example",
    },
  });
});
