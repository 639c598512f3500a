import { deepEqual, equal, match, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  DeleteBucketCorsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type CORSRule,
} from "@aws-sdk/client-s3";
import { startCloud, type Cloud } from "../../../../testing/cloud.ts";
import { allowing, makeUser } from "../../../../testing/principals.ts";

const Bucket = "assets";

const configure = ({ s3 }: Pick<Cloud, "s3">, ...CORSRules: CORSRule[]) =>
  s3.send(
    new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }),
  );

const RULES: CORSRule[] = [
  {
    ID: "pages",
    AllowedOrigins: ["https://*.example.com"],
    AllowedMethods: ["GET", "PUT"],
    AllowedHeaders: ["x-amz-*", "Content-Type"],
    ExposeHeaders: ["ETag", "x-amz-version-id"],
    MaxAgeSeconds: 600,
  },
  { AllowedOrigins: ["*"], AllowedMethods: ["GET"] },
];

const ask = (
  cloud: Cloud,
  path: string,
  headers: Record<string, string>,
  method = "OPTIONS",
) => fetch(`${cloud.url}${path}`, { method, headers });

const told = (answer: Response) =>
  Object.fromEntries(
    [...answer.headers].filter(([name]) => name.startsWith("access-control-")),
  );

test("a browser is told beforehand what a bucket's rules allow, and refused what they do not", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  const page = {
    origin: "https://www.example.com",
    "access-control-request-method": "PUT",
    "access-control-request-headers": "Content-Type, x-amz-date",
  };
  const before = await ask(cloud, `/${Bucket}/a`, page);
  equal(before.status, 403);
  match(
    await before.text(),
    /<Code>AccessForbidden<\/Code><Message>CORSResponse: CORS is not enabled for this bucket\.<\/Message><Method>PUT<\/Method><ResourceType>OBJECT<\/ResourceType>/,
  );

  await configure(cloud, ...RULES);
  const allowed = await ask(cloud, `/${Bucket}/a`, page);
  equal(allowed.status, 200);
  deepEqual(told(allowed), {
    "access-control-allow-origin": "https://www.example.com",
    "access-control-allow-methods": "GET, PUT",
    "access-control-allow-headers": "content-type, x-amz-date",
    "access-control-expose-headers": "ETag, x-amz-version-id",
    "access-control-max-age": "600",
    "access-control-allow-credentials": "true",
  });
  equal(
    allowed.headers.get("vary"),
    "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  );

  const denials: Record<string, string>[] = [
    { ...page, origin: "https://example.org" },
    { ...page, "access-control-request-method": "DELETE" },
    { ...page, "access-control-request-headers": "authorization" },
  ];
  for (const denied of denials) {
    const answer = await ask(cloud, `/${Bucket}/a`, denied);
    equal(answer.status, 403);
    match(
      await answer.text(),
      /CORSResponse: This CORS request is not allowed/,
    );
    deepEqual(told(answer), {});
  }
  const { origin: _none, ...originless } = page;
  equal((await ask(cloud, `/${Bucket}/a`, originless)).status, 400);
  equal(
    (await ask(cloud, `/${Bucket}/a`, { origin: page.origin })).status,
    400,
  );
  equal((await ask(cloud, "/nowhere/a", page)).status, 404);
});

test("answers let the pages see them whom the rules let, refusals too", async () => {
  await using cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  await cloud.s3.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  await configure(cloud, ...RULES);
  await cloud.s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await cloud.s3.send(
    new PutBucketPolicyCommand({
      Bucket,
      Policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: "*",
            Action: "s3:GetObject",
            Resource: `arn:aws:s3:::${Bucket}/a`,
          },
        ],
      }),
    }),
  );
  const others = { origin: "https://example.org" };
  const anybody = await ask(cloud, `/${Bucket}/a`, others, "GET");
  equal(await anybody.text(), "x");
  deepEqual(told(anybody), {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET",
  });
  const path = `/${Bucket}/b`;
  const refused = await ask(
    cloud,
    path,
    { origin: "https://www.example.com" },
    "GET",
  );
  equal(refused.status, 403);
  equal(
    refused.headers.get("access-control-allow-origin"),
    "https://www.example.com",
  );
  deepEqual(told(await ask(cloud, path, others, "DELETE")), {});
  deepEqual(told(await ask(cloud, path, {}, "GET")), {});
});

test("rules are kept as they are given, checked, and taken away again", async () => {
  await using cloud = await startCloud();
  const { s3 } = cloud;
  await s3.send(new CreateBucketCommand({ Bucket }));
  const arn = `arn:aws:s3:::${Bucket}`;
  const ada = await makeUser(cloud, "ada", allowing("s3:PutBucketCORS", arn));
  const bob = await makeUser(cloud, "bob", allowing("s3:GetBucketCORS", arn));
  await configure(ada, ...RULES);
  await rejects(configure(bob, ...RULES), { name: "AccessDenied" });
  const read = new GetBucketCorsCommand({ Bucket });
  deepEqual((await bob.s3.send(read)).CORSRules, RULES);
  await rejects(ada.s3.send(read), { name: "AccessDenied" });

  const AllowedOrigins = ["*"];
  const AllowedMethods = ["GET"];
  const refusals: [string, CORSRule][] = [
    [
      "Found unsupported HTTP method in CORS config. Unsupported method is PATCH",
      { AllowedOrigins, AllowedMethods: ["PATCH"] },
    ],
    [
      'AllowedOrigin "https://*.*" can not have more than one wildcard.',
      { AllowedOrigins: ["https://*.*"], AllowedMethods },
    ],
    [
      'AllowedHeader "x-*-*" can not have more than one wildcard.',
      { AllowedOrigins, AllowedMethods, AllowedHeaders: ["x-*-*"] },
    ],
    [
      'ExposeHeader "*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
      { AllowedOrigins, AllowedMethods, ExposeHeaders: ["*"] },
    ],
  ];
  for (const [message, rule] of refusals)
    await rejects(configure(cloud, rule), { name: "InvalidRequest", message });
  await rejects(configure(cloud), { name: "InvalidArgument" });

  const end = new DeleteBucketCorsCommand({ Bucket });
  await rejects(bob.s3.send(end), { name: "AccessDenied" });
  await ada.s3.send(end);
  await rejects(s3.send(read), { name: "NoSuchCORSConfiguration" });
});
