import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  AddClientIDToOpenIDConnectProviderCommand,
  CreateOpenIDConnectProviderCommand,
  DeleteOpenIDConnectProviderCommand,
  GetOpenIDConnectProviderCommand,
  ListOpenIDConnectProvidersCommand,
  ListUsersCommand,
  RemoveClientIDFromOpenIDConnectProviderCommand,
  UpdateOpenIDConnectProviderThumbprintCommand,
} from "@aws-sdk/client-iam";
import {
  AssumeRoleWithWebIdentityCommand,
  GetCallerIdentityCommand,
  STSClient,
} from "@aws-sdk/client-sts";
import {
  startCloud,
  type Clients,
  type Cloud,
} from "../../../../testing/cloud.ts";
import {
  allowing,
  makeRole,
  policyOf,
} from "../../../../testing/principals.ts";
import { startIssuer, type Issuer } from "../testing/issuer.ts";

const GITHUB = "https://token.actions.githubusercontent.com";

const trust = (
  providerArn: string,
  Condition: object,
  Action: string | string[] = "sts:AssumeRoleWithWebIdentity",
) =>
  policyOf({
    Effect: "Allow",
    Principal: { Federated: providerArn },
    Action,
    Condition,
  });

async function provider(
  cloud: Clients,
  Url: string,
  ClientIDList = ["sts.amazonaws.com"],
): Promise<string> {
  const { OpenIDConnectProviderArn } = await cloud.iam.send(
    new CreateOpenIDConnectProviderCommand({ Url, ClientIDList }),
  );
  return OpenIDConnectProviderArn ?? "";
}

/** Asks as somebody without any AWS credentials. */
async function assume(cloud: Cloud, RoleArn: string, WebIdentityToken: string) {
  const sts = new STSClient({
    endpoint: cloud.url,
    region: "us-east-1",
    maxAttempts: 1,
    credentials: { accessKeyId: "", secretAccessKey: "" },
  });
  try {
    return await sts.send(
      new AssumeRoleWithWebIdentityCommand({
        RoleArn,
        RoleSessionName: "deploy",
        WebIdentityToken,
      }),
    );
  } finally {
    sts.destroy();
  }
}

async function withRole(cloud: Cloud, issuer: Issuer, condition?: object) {
  const arn = await provider(cloud, issuer.url);
  const host = issuer.url.replace(/^\w+:\/\//, "");
  return makeRole(
    cloud,
    "deployer",
    trust(
      arn,
      condition ?? {
        StringEquals: { [`${host}:aud`]: "sts.amazonaws.com" },
        StringLike: { [`${host}:sub`]: "repo:acme/shop:*" },
      },
    ),
    allowing("iam:ListUsers"),
  );
}

void test("a token of a trusted issuer enters the role; one for another repository does not", async () => {
  await using cloud = await startCloud();
  await using issuer = await startIssuer();
  const role = await withRole(cloud, issuer);
  const answer = await assume(cloud, role, issuer.token());
  assert.equal(
    answer.SubjectFromWebIdentityToken,
    "repo:acme/shop:ref:refs/heads/main",
  );
  assert.equal(answer.Audience, "sts.amazonaws.com");
  const session = cloud.as({
    accessKeyId: answer.Credentials?.AccessKeyId ?? "",
    secretAccessKey: answer.Credentials?.SecretAccessKey ?? "",
    sessionToken: answer.Credentials?.SessionToken ?? "",
  });
  const { Arn } = await session.sts.send(new GetCallerIdentityCommand({}));
  assert.equal(
    Arn,
    `arn:aws:sts::${cloud.accountId}:assumed-role/deployer/deploy`,
  );
  await session.iam.send(new ListUsersCommand({}));

  await assert.rejects(
    assume(cloud, role, issuer.token({ sub: "repo:mallory/shop:main" })),
    {
      name: "AccessDenied",
      message: "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    },
  );
  await assert.rejects(
    assume(cloud, role.replace("deployer", "nobody"), issuer.token()),
    { name: "AccessDenied" },
  );
});

void test("what is wrong with a token is told in AWS's words, and recorded", async () => {
  await using cloud = await startCloud();
  await using issuer = await startIssuer();
  await using forger = await startIssuer();
  const role = await withRole(cloud, issuer);
  const now = Math.floor(Date.now() / 1000);
  const { url: iss } = issuer;
  const none = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${issuer.token().split(".")[1]}.AA`;
  const [header, , signature] = issuer.token().split(".");
  const changed = `${header}.${issuer.token({ sub: "repo:acme/shop:x" }).split(".")[1]}.${signature}`;
  const cases: readonly [string, string, RegExp][] = [
    ["not.a.jwt", "InvalidIdentityToken", /not a valid JWT/],
    [none, "InvalidIdentityToken", /algorithm/],
    [issuer.token({}, { alg: "HS256" }), "InvalidIdentityToken", /algorithm/],
    [changed, "InvalidIdentityToken", /signature is not valid/],
    [forger.token({ iss }), "InvalidIdentityToken", /signature is not valid/],
    [forger.token(), "InvalidIdentityToken", /No OpenIDConnect provider found/],
    [
      issuer.token({}, { kid: "other" }),
      "InvalidIdentityToken",
      /Couldn't retrieve verification key/,
    ],
    [
      issuer.token({ aud: "else" }),
      "InvalidIdentityToken",
      /Incorrect token audience/,
    ],
    [
      issuer.token({ exp: now - 10 }),
      "ExpiredTokenException",
      /Token expired: current date\/time \d+ must be before/,
    ],
    [issuer.token({ nbf: now + 900 }), "IDPRejectedClaim", /not valid before/],
    [issuer.token({ sub: undefined }), "InvalidIdentityToken", /lacks a claim/],
  ];
  for (const [token, name, message] of cases)
    await assert.rejects(assume(cloud, role, token), (error: Error) => {
      assert.match(error.message, message);
      assert.ok(error.name.startsWith(name), `${error.name}: ${message}`);
      return true;
    });
  await issuer[Symbol.asyncDispose]();
  await using down = await startIssuer();
  const arn = await provider(cloud, down.url);
  const lost = await makeRole(cloud, "lost", trust(arn, {}));
  const token = down.token();
  await down[Symbol.asyncDispose]();
  await assert.rejects(assume(cloud, lost, token), /could not be reached/);

  const refusals = (await cloud.trail()).filter(
    ({ eventName, errorCode }) =>
      eventName === "AssumeRoleWithWebIdentity" && errorCode !== undefined,
  );
  assert.equal(refusals.length, cases.length + 1);
  assert.equal(JSON.stringify(refusals).includes(token), false);
  assert.deepEqual(refusals.at(-1)?.userIdentity["type"], "WebIdentityUser");
});

void test("an issuer's new key is found when a token first names it", async () => {
  await using cloud = await startCloud();
  await using issuer = await startIssuer(undefined, "ES256");
  const role = await withRole(cloud, issuer);
  await assume(cloud, role, issuer.token());
  await assume(cloud, role, issuer.token());
  assert.equal(issuer.asked(), 1);

  const old = issuer.token();
  issuer.rotate();
  await assume(cloud, role, issuer.token());
  assert.equal(issuer.asked(), 2);
  await assert.rejects(assume(cloud, role, old), {
    message: /Couldn't retrieve verification key/,
  });
  // Tokens with made-up key names do not make the platform a burden to the issuer.
  for (let i = 0; i < 5; i++)
    await assert.rejects(
      assume(cloud, role, issuer.token({}, { kid: `made-up-${i}` })),
      { message: /Couldn't retrieve verification key/ },
    );
  assert.equal(issuer.asked(), 2);
});

void test("a key file answers for an issuer that cannot be asked: GitHub Actions' tokens, offline", async () => {
  await using github = await startIssuer(GITHUB);
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-oidc-"));
  const file = join(folder, "keys.json");
  await writeFile(file, JSON.stringify({ [GITHUB]: github.jwks }));
  try {
    await using cloud = await startCloud({
      GATEHOUSE_EPHEMERAL: "1",
      GATEHOUSE_OIDC_KEYS: file,
    });
    const host = "token.actions.githubusercontent.com";
    const role = await withRole(cloud, github, {
      StringEquals: {
        [`${host}:aud`]: "sts.amazonaws.com",
        [`${host}:repository`]: "acme/shop",
        [`${host}:ref`]: "refs/heads/main",
      },
    });
    const claims = { repository: "acme/shop", ref: "refs/heads/main" };
    await assume(cloud, role, github.token(claims));
    await assert.rejects(
      assume(cloud, role, github.token({ ...claims, ref: "refs/heads/x" })),
      { name: "AccessDenied" },
    );
    cloud.advance(600);
    await assert.rejects(assume(cloud, role, github.token(claims)), {
      name: "ExpiredTokenException",
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

void test("tags and a source identity come with the token where the trust policy lets them", async () => {
  await using cloud = await startCloud();
  await using issuer = await startIssuer();
  const arn = await provider(cloud, issuer.url);
  const open = await makeRole(
    cloud,
    "open",
    trust(arn, {}, [
      "sts:AssumeRoleWithWebIdentity",
      "sts:TagSession",
      "sts:SetSourceIdentity",
    ]),
    policyOf({
      Effect: "Allow",
      Action: "iam:ListUsers",
      Resource: "*",
      Condition: {
        StringEquals: {
          "aws:PrincipalTag/team": "red",
          "aws:SourceIdentity": "octo",
          "aws:FederatedProvider": arn,
        },
      },
    }),
  );
  const closed = await makeRole(cloud, "closed", trust(arn, {}));
  const token = (team: string) =>
    issuer.token({
      "https://aws.amazon.com/tags": { principal_tags: { team: [team] } },
      "https://aws.amazon.com/source_identity": "octo",
    });
  const users = async (team: string) => {
    const { Credentials } = await assume(cloud, open, token(team));
    const session = cloud.as({
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    });
    return session.iam.send(new ListUsersCommand({}));
  };
  await users("red");
  await assert.rejects(users("blue"), { name: "AccessDenied" });
  await assert.rejects(assume(cloud, closed, token("red")), {
    name: "AccessDenied",
    message: "Not authorized to perform sts:TagSession",
  });
});

void test("a trust policy of another account's provider, or for AssumeRole alone, lets no token in", async () => {
  await using cloud = await startCloud();
  await using issuer = await startIssuer();
  const other = await cloud.account("222222222222");
  const own = await provider(cloud, issuer.url);
  const theirs = await provider(other, issuer.url);
  const foreign = await makeRole(cloud, "foreign", trust(theirs, {}));
  const wrong = await makeRole(
    cloud,
    "wrong",
    trust(own, {}, "sts:AssumeRole"),
  );
  const right = await makeRole(cloud, "right", trust(own, {}));
  await assume(cloud, right, issuer.token());
  for (const role of [foreign, wrong])
    await assert.rejects(assume(cloud, role, issuer.token()), {
      name: "AccessDenied",
    });
});

void test("providers are made, changed, listed and deleted", async () => {
  await using cloud = await startCloud();
  const OpenIDConnectProviderArn = await provider(cloud, GITHUB);
  assert.equal(
    OpenIDConnectProviderArn,
    `arn:aws:iam::${cloud.accountId}:oidc-provider/token.actions.githubusercontent.com`,
  );
  await assert.rejects(provider(cloud, GITHUB), {
    name: "EntityAlreadyExistsException",
  });
  for (const url of ["http://example.com", "ftp://x.example", "nothing"])
    await assert.rejects(provider(cloud, url), {
      name: "InvalidInputException",
    });
  await cloud.iam.send(
    new AddClientIDToOpenIDConnectProviderCommand({
      OpenIDConnectProviderArn,
      ClientID: "other",
    }),
  );
  await cloud.iam.send(
    new RemoveClientIDFromOpenIDConnectProviderCommand({
      OpenIDConnectProviderArn,
      ClientID: "sts.amazonaws.com",
    }),
  );
  const thumbprint = "6938FD4D98BAB03FAADB97B34396831E3780AEA1";
  await cloud.iam.send(
    new UpdateOpenIDConnectProviderThumbprintCommand({
      OpenIDConnectProviderArn,
      ThumbprintList: [thumbprint],
    }),
  );
  const found = await cloud.iam.send(
    new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
  );
  assert.equal(found.Url, "token.actions.githubusercontent.com");
  assert.deepEqual(found.ClientIDList, ["other"]);
  assert.deepEqual(found.ThumbprintList, [thumbprint.toLowerCase()]);
  const { OpenIDConnectProviderList } = await cloud.iam.send(
    new ListOpenIDConnectProvidersCommand({}),
  );
  assert.deepEqual(OpenIDConnectProviderList, [
    { Arn: OpenIDConnectProviderArn },
  ]);
  await cloud.iam.send(
    new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
  );
  await assert.rejects(
    cloud.iam.send(
      new GetOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }),
    ),
    { name: "NoSuchEntityException" },
  );
});
