import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import type { ObjectValue, Value } from "@gatehouse/template";
import { aFunction, CASES } from "./testing/cases.ts";
import { serverlessTransform } from "./transform.ts";
import { shown } from "./values.ts";

const SURROUNDINGS = {
  parameters: { "AWS::Region": "us-east-1", "AWS::Partition": "aws" },
  managedPolicyArn: () => undefined,
};

function transformed(template: ObjectValue): ObjectValue {
  const outcome = serverlessTransform(template, SURROUNDINGS);
  ok(outcome.ok, outcome.ok ? "" : outcome.problems.join("\n"));
  return outcome.template;
}

function problems(template: ObjectValue): readonly string[] {
  const outcome = serverlessTransform(template, SURROUNDINGS);
  return outcome.ok ? [] : outcome.problems;
}

const idsOf = ({ Resources }: ObjectValue): readonly string[] =>
  Object.keys(Resources as ObjectValue).toSorted();

test("a function becomes a function and its role", () => {
  deepEqual(transformed({ Resources: { Fn: aFunction() } }), {
    Resources: {
      Fn: {
        Type: "AWS::Lambda::Function",
        Properties: {
          Code: { S3Bucket: "artifacts", S3Key: "app.zip" },
          Handler: "app.handler",
          Role: { "Fn::GetAtt": ["FnRole", "Arn"] },
          Runtime: "python3.12",
          Tags: [{ Key: "lambda:createdBy", Value: "SAM" }],
        },
      },
      FnRole: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              {
                Action: ["sts:AssumeRole"],
                Effect: "Allow",
                Principal: { Service: ["lambda.amazonaws.com"] },
              },
            ],
          },
          ManagedPolicyArns: [
            "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
          ],
          Tags: [{ Key: "lambda:createdBy", Value: "SAM" }],
        },
      },
    },
  });
});

test("a version has the logical id that AWS gives it, and another one for other code", () => {
  const template = (CodeUri: string): ObjectValue => ({
    Resources: { Fn: aFunction({ CodeUri, AutoPublishAlias: "live" }) },
  });
  deepEqual(idsOf(transformed(template("s3://artifacts/app.zip"))), [
    "Fn",
    "FnAliaslive",
    "FnRole",
    "FnVersiond065b5c464",
  ]);
  const other = idsOf(transformed(template("s3://artifacts/other.zip")));
  ok(!other.includes("FnVersiond065b5c464"));
});

test("queues for destinations under two conditions are made under both", () => {
  const made = transformed({
    Conditions: { A: { "Fn::Equals": ["a", "b"] }, B: { Condition: "A" } },
    Resources: {
      Fn: aFunction(
        {
          EventInvokeConfig: {
            DestinationConfig: {
              OnFailure: {
                Type: "SQS",
                Destination: {
                  "Fn::If": ["B", { Ref: "AWS::NoValue" }, "arn:q"],
                },
              },
            },
          },
        },
        { Condition: "A" },
      ),
    },
  });
  const { Condition } = (made["Resources"] as ObjectValue)[
    "FnEventInvokeConfigOnFailureQueue"
  ] as ObjectValue;
  match(shown(Condition), /^AANDB[0-9a-f]{10}$/);
  deepEqual((made["Conditions"] as ObjectValue)[shown(Condition)], {
    "Fn::And": [{ Condition: "A" }, { Condition: "B" }],
  });
});

test("what is behind a service that is not served is refused by name", () => {
  const type = (Type: string): ObjectValue => ({
    Resources: { X: { Type, Properties: {} } },
  });
  for (const name of [
    "Api",
    "Application",
    "CapacityProvider",
    "GraphQLApi",
    "HttpApi",
    "SimpleTable",
    "StateMachine",
    "WebSocketApi",
  ])
    match(
      problems(type(`AWS::Serverless::${name}`)).join(),
      new RegExp(
        `^Resource with id \\[X\\] is invalid. AWS::Serverless::${name} is not offered: .+ not served.$`,
      ),
    );
  for (const [Type, service] of [
    ["Api", "Amazon API Gateway"],
    ["DynamoDB", "Amazon DynamoDB"],
    ["HttpApi", "Amazon API Gateway"],
    ["Kinesis", "Amazon Kinesis"],
    ["Schedule", "Amazon EventBridge"],
    ["EventBridgeRule", "Amazon EventBridge"],
  ] as const)
    deepEqual(
      problems({ Resources: { Fn: aFunction({ Events: { E: { Type } } }) } }),
      [
        `Resource with id [Fn] is invalid. Event with id [E] is invalid. Events of type ${Type} are not offered: ${service} is not served.`,
      ],
    );
});

test("a deployment preference is refused, one that is turned off is not", () => {
  const template = (DeploymentPreference: ObjectValue): ObjectValue => ({
    Parameters: { On: { Type: "String", Default: "false" } },
    Mappings: { M: { a: { b: true, c: false } } },
    Resources: {
      Fn: aFunction({ AutoPublishAlias: "live", DeploymentPreference }),
    },
  });
  const refused = [
    "Resource with id [Fn] is invalid. 'DeploymentPreference' is not offered: AWS CodeDeploy is not served.",
  ];
  const inMap = (key: string): ObjectValue => ({
    Enabled: { "Fn::FindInMap": ["M", "a", key] },
  });
  deepEqual(problems(template({ Type: "AllAtOnce" })), refused);
  deepEqual(problems(template(inMap("b"))), refused);
  deepEqual(problems(template(inMap("c"))), []);
  deepEqual(problems(template({ Enabled: { Ref: "On" } })), []);
});

test("all that is wrong is told at once", () => {
  equal(
    problems({
      Resources: {
        A: aFunction({ CodeUri: "./src" }),
        B: { Type: "AWS::Serverless::Api" },
        C: aFunction(),
      },
    }).length,
    2,
  );
});

test("whatever is no serverless resource stays as it is written", () => {
  const template: ObjectValue = {
    AWSTemplateFormatVersion: "2010-09-09",
    Description: "d",
    Metadata: { a: { Ref: "b" } },
    Parameters: { P: { Type: "String", Default: "x" } },
    Conditions: { C: { "Fn::Equals": [{ Ref: "P" }, "x"] } },
    Resources: {
      T: {
        Type: "AWS::SNS::Topic",
        Condition: "C",
        Properties: { TopicName: { "Fn::Sub": "${P}-${AWS::Region}" } },
      },
    },
    Outputs: { O: { Value: { Ref: "T" }, Export: { Name: "e" } } },
  };
  deepEqual(
    transformed({ Transform: "AWS::Serverless-2016-10-31", ...template }),
    template,
  );
});

test("no value in place of another is more than a problem that is told", () => {
  const odd: readonly Value[] = [null, 0, "x", [], {}, [{}], { Ref: 1 }, true];
  for (const { template } of CASES)
    for (const [path] of leaves(template))
      for (const value of odd)
        serverlessTransform(replaced(template, path, value), SURROUNDINGS);
});

type Path = readonly string[];

function leaves(value: Value, path: Path = []): readonly (readonly [Path])[] {
  const inside =
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, one]) =>
          leaves(one, [...path, name]),
        )
      : [];
  return path.length > 0 ? [[path], ...inside] : inside;
}

function replaced(from: ObjectValue, path: Path, value: Value): ObjectValue {
  const copy = structuredClone(from) as Record<string, unknown>;
  const last = path.at(-1) ?? "";
  let at = copy;
  for (const name of path.slice(0, -1))
    at = at[name] as Record<string, unknown>;
  at[last] = value;
  return copy as ObjectValue;
}
