import { equal, match, rejects } from "node:assert/strict";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { LookupEventsCommand } from "@aws-sdk/client-cloudtrail";
import { FilterLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { ListFunctionsCommand } from "@aws-sdk/client-lambda";
import { SendMessageCommand } from "@aws-sdk/client-sqs";
import { clientsOf, type Keys } from "../../packages/platform/testing/cloud.ts";
import {
  allowing,
  sessionOf,
} from "../../packages/platform/testing/principals.ts";
import { clientEnvironment, startProcess } from "../platform-process.ts";
import { findCdk } from "./cdk-command-line.ts";
import { settled } from "./settled.ts";
import { hasTool, run, skipLoudly } from "./tool.ts";

const APP = join(import.meta.dirname, "cdk", "fixtures", "cdk.out");
const ACCOUNT = "000000000000";
const ROLES = `arn:aws:iam::${ACCOUNT}:role/cdk-hnb659fds`;

test("with the CDK, an environment is bootstrapped, and an app deployed by the roles made for it", async (t) => {
  const probe = ["openssl", "version"] as const;
  if (!hasTool(t, "OpenSSL", probe, "Install it.")) return;
  const cdk = await findCdk();
  if (cdk === undefined) {
    skipLoudly(t, "The CDK's command line is not here. npm cannot fetch it.");
    return;
  }
  const dir = await mkdtemp(join(tmpdir(), "cdk-"));
  t.after(() => rm(dir, { recursive: true, force: true }));
  await cp(APP, join(dir, "cdk.out"), { recursive: true });
  // The bootstrap bucket's policy denies whatever comes without TLS.
  const { certificate, key } = await ownCertificate(dir);
  await using platform = await startProcess(
    "--ephemeral",
    `--tls-cert=${certificate}`,
    `--tls-key=${key}`,
  );
  const trusted = getCACertificates("default");
  setDefaultCACertificates([...trusted, await readFile(certificate, "utf8")]);
  t.after(() => setDefaultCACertificates(trusted));
  const { exports, url } = platform;
  const root = clientsOf(url, keysIn(exports));
  // Roles may not be assumed by root.
  const keys = await developerKeys();
  const developer = clientsOf(url, keys);

  const environment = clientEnvironment(platform, {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_CA_BUNDLE: certificate,
    CDK_DISABLE_CLI_TELEMETRY: "true",
    HOME: dir,
    NO_COLOR: "1",
  });
  await command("bootstrap", `aws://${ACCOUNT}/us-east-1`);
  const deployed = await command(
    "deploy",
    "--app=cdk.out",
    "--require-approval=never",
  );
  match(deployed, /Orders\.QueueUrl = /);

  const { Stacks } = await developer.cloudformation.send(
    new DescribeStacksCommand({ StackName: "Orders" }),
  );
  const [stack] = Stacks ?? [];
  equal(stack?.RoleARN, `${ROLES}-cfn-exec-role-${ACCOUNT}-us-east-1`);
  match(stack?.Parameters?.[0]?.ResolvedValue ?? "", /^\d+$/);
  await developer.sqs.send(
    new SendMessageCommand({
      QueueUrl: stack?.Outputs?.[0]?.OutputValue,
      MessageBody: "7",
    }),
  );
  equal(await settled(1, ordersTaken), 1);

  const publisher = await sessionOf(
    developer,
    `${ROLES}-file-publishing-role-${ACCOUNT}-us-east-1`,
  );
  await rejects(
    clientsOf(url, publisher).lambda.send(new ListFunctionsCommand({})),
    { name: "AccessDeniedException" },
  );
  equal(await creatorOf("CreateFunction20150331"), "cfn-exec-role");
  equal(await creatorOf("CreateChangeSet"), "deploy-role");
  equal(platform.complaints(), "");

  /** Runs a command of the CDK that must succeed, and answers all that it printed. */
  async function command(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await run(
      [process.execPath, cdk!, ...args, "--no-notices", "--ci"],
      environment,
      dir,
    );
    equal(code, 0, `cdk ${args[0]}\n${stdout}\n${stderr}`);
    return stdout + stderr;
  }

  async function developerKeys(): Promise<Keys> {
    const UserName = "developer";
    await root.iam.send(new CreateUserCommand({ UserName }));
    await root.iam.send(
      new PutUserPolicyCommand({
        UserName,
        PolicyName: "bootstrap",
        PolicyDocument: allowing("*"),
      }),
    );
    const { AccessKey } = await root.iam.send(
      new CreateAccessKeyCommand({ UserName }),
    );
    return {
      accessKeyId: AccessKey?.AccessKeyId ?? "",
      secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    };
  }

  async function ordersTaken(): Promise<number> {
    const { events = [] } = await developer.logs
      .send(
        new FilterLogEventsCommand({
          logGroupName: "/aws/lambda/clerk",
          filterPattern: '"Order 7 is taken."',
        }),
      )
      .catch(() => ({ events: [] }));
    return events.length;
  }

  /** Which of the bootstrap roles made the last call of that name. */
  async function creatorOf(AttributeValue: string): Promise<string> {
    const { Events = [] } = await developer.cloudtrail.send(
      new LookupEventsCommand({
        LookupAttributes: [{ AttributeKey: "EventName", AttributeValue }],
      }),
    );
    const record = Events[0]?.CloudTrailEvent ?? "";
    return /assumed-role\/cdk-hnb659fds-([a-z-]+)-\d/.exec(record)?.[1] ?? "";
  }
});

const keysIn = (exports: Readonly<Record<string, string>>): Keys => ({
  accessKeyId: exports["AWS_ACCESS_KEY_ID"] ?? "",
  secretAccessKey: exports["AWS_SECRET_ACCESS_KEY"] ?? "",
});

/** A certificate for this machine that nobody else trusts. */
async function ownCertificate(dir: string) {
  const certificate = join(dir, "certificate.pem");
  const key = join(dir, "key.pem");
  const { code, stderr } = await run(
    [
      "openssl",
      ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256".split(" "),
      ..."-nodes -days 2 -subj /CN=localhost".split(" "),
      "-addext",
      "subjectAltName=IP:127.0.0.1",
      "-keyout",
      key,
      "-out",
      certificate,
    ],
    process.env,
  );
  equal(code, 0, stderr);
  return { certificate, key };
}
