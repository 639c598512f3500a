import { setTimeout as sleep } from "node:timers/promises";
import {
  ConfigServiceClient,
  PutConfigRuleCommand,
  PutConfigurationRecorderCommand,
  PutDeliveryChannelCommand,
  StartConfigurationRecorderCommand,
  type ConfigRule,
} from "@aws-sdk/client-config-service";
import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import {
  bareRequest,
  clientsOf,
  jsonCall,
  queryCall,
  type Reached,
} from "./client.ts";
import type { Figure } from "./figure.ts";
import { load, openLine, percentile, type Line } from "./load.ts";
import { bareServer, platformServer } from "./server/processes.ts";

const EVALUATIONS = 1000;
const CONNECTIONS = 8;
const CHANGES = 100;
const FEW = 100;
const MANY = 10_000;
/** A platform that has just begun compiles its code, and starts runtimes for functions to come. */
const WARM_UP = 1000;

const TOPIC = "AWS::SNS::Topic";

/**
 * The verdict of a Guard rule on a function that is not there yet, and the time from a change in one of many recorded
 * resources until its compliance tells of it, asked again and again; by a bare client.
 */
export async function proactive(): Promise<Figure[]> {
  await using bare = await bareServer();
  const floor = await load(bare.url, () => bareRequest(256), {
    requests: 1000,
    connections: 1,
  });
  const baseline = {
    what: "bare HTTP round trip",
    value: percentile(floor, 0.5),
  };
  return [...(await evaluations(baseline)), ...(await changes(baseline))];
}

type Baseline = NonNullable<Figure["baseline"]>;

async function evaluations(baseline: Baseline): Promise<Figure[]> {
  await using platform = await platformServer();
  await putRule(platform, {
    ConfigRuleName: "tracing",
    Source: {
      Owner: "CUSTOM_POLICY",
      CustomPolicyDetails: {
        PolicyRuntime: "guard-2.x.x",
        PolicyText: `rule lambda_tracing_check when configuration.tracingConfig exists {
  configuration.tracingConfig.mode == "Active"
}`,
      },
    },
    EvaluationModes: [{ Mode: "PROACTIVE" }],
  });
  const start = configCall(platform, "StartResourceEvaluation", {
    ResourceDetails: {
      ResourceId: "orders",
      ResourceType: "AWS::Lambda::Function",
      ResourceConfiguration: JSON.stringify({
        FunctionName: "orders",
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Role: "arn:aws:iam::000000000000:role/execution",
        Code: { S3Bucket: "code", S3Key: "code.zip" },
        TracingConfig: { Mode: "PassThrough" },
      }),
      ResourceConfigurationSchemaType: "CFN_RESOURCE_SCHEMA",
    },
    EvaluationMode: "PROACTIVE",
  });
  using line = await openLine(platform.url);
  const times: number[] = [];
  for (let i = 0; i < WARM_UP + EVALUATIONS; i++) {
    const began = performance.now();
    await verdict(platform, line, start);
    if (i >= WARM_UP) times.push(performance.now() - began);
  }
  const size = { requests: EVALUATIONS * 4, connections: CONNECTIONS };
  const { requests, seconds } = await load(platform.url, () => start, size);
  return [
    ...shares(
      "a proactive evaluation by one Guard rule, start to verdict",
      times,
      baseline,
      "≤ 5 ms",
    ),
    {
      what: `proactive evaluations, ${CONNECTIONS} at a time`,
      value: requests / seconds,
      unit: "/s",
    },
  ];
}

/** Starts an evaluation and asks for its summary until it says that there is a verdict. */
async function verdict(
  platform: Reached,
  line: Line,
  start: Buffer,
): Promise<void> {
  const started = await line.ask(start);
  const [, ResourceEvaluationId] =
    /"ResourceEvaluationId":"([^"]+)"/.exec(started) ?? [];
  const summary = configCall(platform, "GetResourceEvaluationSummary", {
    ResourceEvaluationId,
  });
  for (;;) {
    const told = await line.ask(summary);
    if (told.includes('"SUCCEEDED"')) return;
    if (told.includes('"FAILED"')) throw new Error(told);
  }
}

async function changes(baseline: Baseline): Promise<Figure[]> {
  await using platform = await platformServer();
  await record(platform);
  await putRule(platform, {
    ConfigRuleName: "named",
    Source: {
      Owner: "CUSTOM_POLICY",
      CustomPolicyDetails: {
        PolicyRuntime: "guard-2.x.x",
        PolicyText: `rule named { configuration.DisplayName == "right" }`,
      },
    },
    Scope: { ComplianceResourceTypes: [TOPIC] },
  });
  const figures: Figure[] = [];
  let made = 0;
  for (const number of [FEW, MANY]) {
    await makeTopics(platform, made, number);
    made = number;
    const what = `a change in one of ${number.toLocaleString("en-US")} recorded resources to its verdict`;
    figures.push(...shares(what, await changed(platform, number), baseline));
  }
  return figures;
}

/** Changes topics here and there, and waits each time until the rule says the other thing of the topic. */
async function changed(platform: Reached, among: number): Promise<number[]> {
  using line = await openLine(platform.url);
  const times: number[] = [];
  for (let i = 0; i < CHANGES; i++) {
    const ResourceId = arnOf(Math.floor((among / CHANGES) * i));
    const ask = complianceOf(platform, ResourceId);
    const right = isCompliant(await line.ask(ask));
    const change = topicCall(platform, "SetTopicAttributes", {
      TopicArn: ResourceId,
      AttributeName: "DisplayName",
      AttributeValue: right ? "wrong" : "right",
    });
    const began = performance.now();
    await line.ask(change);
    while (isCompliant(await line.ask(ask)) === right);
    times.push(performance.now() - began);
  }
  return times;
}

/** Topics of these numbers, and waits until the rule has judged them all. */
async function makeTopics(
  platform: Reached,
  from: number,
  to: number,
): Promise<void> {
  await load(
    platform.url,
    (i) => topicCall(platform, "CreateTopic", { Name: nameOf(from + i) }),
    { requests: to - from, connections: CONNECTIONS },
  );
  using line = await openLine(platform.url);
  for (let i = from; i < to; i++) {
    const ask = complianceOf(platform, arnOf(i));
    while (!(await line.ask(ask)).includes("ComplianceType")) await sleep(10);
  }
}

const nameOf = (index: number): string =>
  `topic-${String(index).padStart(5, "0")}`;

const arnOf = (index: number): string =>
  `arn:aws:sns:us-east-1:000000000000:${nameOf(index)}`;

const complianceOf = (platform: Reached, ResourceId: string): Buffer =>
  configCall(platform, "GetComplianceDetailsByResource", {
    ResourceType: TOPIC,
    ResourceId,
  });

const isCompliant = (answer: string): boolean =>
  answer.includes('"ComplianceType":"COMPLIANT"');

async function record(platform: Reached): Promise<void> {
  const { iam } = clientsOf(platform);
  const RoleName = "recorder";
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      AssumeRolePolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Principal: { Service: "config.amazonaws.com" },
            Action: "sts:AssumeRole",
          },
        ],
      }),
    }),
  );
  await iam.send(
    new PutRolePolicyCommand({
      RoleName,
      PolicyName: "own",
      PolicyDocument: JSON.stringify({
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
      }),
    }),
  );
  const s3 = new S3Client({ ...connection(platform), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: "audit" }));
  s3.destroy();
  const name = "default";
  const config = new ConfigServiceClient(connection(platform));
  await config.send(
    new PutConfigurationRecorderCommand({
      ConfigurationRecorder: {
        name,
        roleARN: Role?.Arn,
        recordingGroup: {
          recordingStrategy: { useOnly: "INCLUSION_BY_RESOURCE_TYPES" },
          resourceTypes: [TOPIC],
        },
      },
    }),
  );
  await config.send(
    new PutDeliveryChannelCommand({
      DeliveryChannel: { name, s3BucketName: "audit" },
    }),
  );
  await config.send(
    new StartConfigurationRecorderCommand({ ConfigurationRecorderName: name }),
  );
  config.destroy();
}

async function putRule(platform: Reached, rule: ConfigRule): Promise<void> {
  const config = new ConfigServiceClient(connection(platform));
  await config.send(new PutConfigRuleCommand({ ConfigRule: rule }));
  config.destroy();
}

const connection = ({ url: endpoint, keys: credentials }: Reached) => ({
  endpoint,
  region: "us-east-1",
  credentials,
});

const configCall = (platform: Reached, name: string, input: object): Buffer =>
  jsonCall(platform, {
    service: "config",
    target: `StarlingDoveService.${name}`,
    version: "1.1",
    body: JSON.stringify(input),
  });

const topicCall = (
  platform: Reached,
  Action: string,
  input: Record<string, string>,
): Buffer =>
  queryCall(
    platform,
    "sns",
    String(new URLSearchParams({ Action, Version: "2010-03-31", ...input })),
  );

function shares(
  what: string,
  times: readonly number[],
  baseline: Baseline,
  goal?: string,
): Figure[] {
  const sorted = times.toSorted((a, b) => a - b);
  return [0.5, 0.99].map((share) => ({
    what: `${what}, p${share * 100}`,
    value: sorted[Math.floor(sorted.length * share)] ?? 0,
    unit: "ms",
    baseline,
    ...(goal !== undefined && share === 0.5 ? { goal } : {}),
  }));
}
