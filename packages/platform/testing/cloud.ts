import { fileURLToPath } from "node:url";
import { setTimeout } from "node:timers/promises";
import { AccessAnalyzerClient } from "@aws-sdk/client-accessanalyzer";
import { CloudControlClient } from "@aws-sdk/client-cloudcontrol";
import { CloudFormationClient } from "@aws-sdk/client-cloudformation";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ConfigServiceClient } from "@aws-sdk/client-config-service";
import { ECRClient } from "@aws-sdk/client-ecr";
import { IAMClient } from "@aws-sdk/client-iam";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { OrganizationsClient } from "@aws-sdk/client-organizations";
import { S3Client } from "@aws-sdk/client-s3";
import { SignerClient } from "@aws-sdk/client-signer";
import { SQSClient } from "@aws-sdk/client-sqs";
import { SNSClient } from "@aws-sdk/client-sns";
import { SSMClient } from "@aws-sdk/client-ssm";
import { STSClient } from "@aws-sdk/client-sts";
import { XRayClient } from "@aws-sdk/client-xray";
import { ensureAccount } from "../src/core/identity/account.ts";
import type { AuditRecord } from "../src/core/audit.ts";
import { auditTrail } from "../src/core/audit.ts";
import { Table } from "../src/core/table.ts";
import { outboxTable } from "../src/gateway/outbox-table.ts";
import type { Platform } from "../src/gateway/platform.ts";
import { startPlatform, type Running } from "../src/main.ts";
import { readSettings } from "../src/settings.ts";
import { UnitOfWork } from "../src/store/unit-of-work.ts";

/** What a client needs to sign. */
export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Real SDK clients of one principal. */
export interface Clients {
  readonly accessanalyzer: AccessAnalyzerClient;
  readonly cloudcontrol: CloudControlClient;
  readonly cloudformation: CloudFormationClient;
  readonly cloudtrail: CloudTrailClient;
  readonly cloudwatch: CloudWatchClient;
  readonly config: ConfigServiceClient;
  readonly ecr: ECRClient;
  readonly iam: IAMClient;
  readonly lambda: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly organizations: OrganizationsClient;
  readonly s3: S3Client;
  readonly signer: SignerClient;
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
  readonly ssm: SSMClient;
  readonly sts: STSClient;
  readonly xray: XRayClient;
}

/** A fresh platform on a free port, with clients of its root user. */
export interface Cloud extends Clients, AsyncDisposable {
  readonly url: string;
  readonly accountId: string;
  readonly running: Running;
  /** Clients of any other principal. */
  as(keys: Keys): Clients;
  /** Clients of the root user of another account, which is made if need be. */
  account(
    accountId: string,
  ): Promise<Clients & { accountId: string; keys: Keys }>;
  /** Moves the platform's clock. */
  advance(seconds: number): void;
  /** Waits until everything that is due in the outbox is done, telemetry included. */
  settled(): Promise<void>;
  /** The audit trail of an account (the root user's where none is named), oldest first. */
  trail(accountId?: string): Promise<readonly AuditRecord[]>;
}

export const REGION = "us-east-1";

/** What a throw-away platform is set to; the SDK of this repository stands for the one that Lambda's runtimes bring. */
export const THROW_AWAY = {
  GATEHOUSE_EPHEMERAL: "1",
  GATEHOUSE_FUNCTION_FILES: fileURLToPath(
    new URL("../../../node_modules", import.meta.url),
  ),
} as const;

/** Starts an ephemeral platform; `await using cloud = await startCloud()` stops it at the end of the test. */
export async function startCloud(
  environment: Readonly<Record<string, string>> = THROW_AWAY,
): Promise<Cloud> {
  const settings = readSettings({ port: "0" }, environment);
  const running = await startPlatform(settings);
  const { url, platform, rootKey } = running;
  const opened: Clients[] = [];

  const as = (credentials: Keys): Clients => {
    const clients = clientsOf(url, credentials);
    opened.push(clients);
    return clients;
  };

  return {
    ...as(rootKey),
    url,
    accountId: rootKey.accountId,
    running,
    as,
    async account(accountId) {
      const keys = await ensureAccount(platform.store, {
        accountId,
        now: platform.clock.now(),
      });
      return { ...as(keys), accountId, keys };
    },
    advance: (seconds) => platform.clock.advance(seconds),
    async settled() {
      const { telemetry } = platform.facts;
      do {
        await telemetry.flush();
        while (await isDue(platform)) await setTimeout(2);
      } while (telemetry.waits);
    },
    async trail(accountId = rootKey.accountId) {
      const place = { accountId, region: REGION };
      return (
        await new Table(
          auditTrail,
          new UnitOfWork(platform.store),
          place,
        ).list()
      ).rows;
    },
    async [Symbol.asyncDispose]() {
      for (const clients of opened)
        for (const client of Object.values(clients) as { destroy(): void }[])
          client.destroy();
      await running.close();
    },
  };
}

async function isDue({ store, clock, lanes }: Platform): Promise<boolean> {
  if (lanes.busy) return true;
  const place = { accountId: "", region: "" };
  const outbox = new Table(outboxTable, new UnitOfWork(store), place);
  const { rows } = await outbox.list({ limit: 1 });
  return rows.some(({ dueAt }) => dueAt <= clock.now());
}

/** Clients of whoever holds the keys, for any platform. */
export function clientsOf(
  endpoint: string,
  { accessKeyId, secretAccessKey, sessionToken }: Keys,
): Clients {
  const credentials = {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
  const config = { endpoint, region: REGION, credentials, maxAttempts: 1 };
  return {
    accessanalyzer: new AccessAnalyzerClient(config),
    cloudcontrol: new CloudControlClient(config),
    cloudformation: new CloudFormationClient(config),
    cloudtrail: new CloudTrailClient(config),
    cloudwatch: new CloudWatchClient(config),
    config: new ConfigServiceClient(config),
    ecr: new ECRClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    logs: new CloudWatchLogsClient(config),
    organizations: new OrganizationsClient(config),
    s3: new S3Client({ ...config, forcePathStyle: true }),
    // GetRevocationStatus would be sent to the host data-127.0.0.1.
    signer: new SignerClient({ ...config, disableHostPrefix: true }),
    sqs: new SQSClient(config),
    sns: new SNSClient(config),
    ssm: new SSMClient(config),
    sts: new STSClient(config),
    xray: new XRayClient(config),
  };
}
