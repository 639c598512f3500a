import { equal } from "node:assert/strict";
import { test } from "node:test";
import type { HookConfiguration } from "../registry/type-configuration.ts";
import { hasHandler, isConcerned } from "./concerned.ts";
import type { HookTarget } from "./port.ts";

const target: HookTarget = {
  invocationPoint: "PRE_PROVISION",
  targetOperation: "RESOURCE",
  action: "CREATE",
  typeName: "AWS::S3::Bucket",
  logicalId: "Bucket",
  stackName: "shop-prod",
  roleArn: "arn:aws:iam::111122223333:role/deployer",
};

const configuration: HookConfiguration = {
  enabled: true,
  failureMode: "FAIL",
  targetOperations: ["RESOURCE"],
  properties: {},
};

type Filters = Pick<HookConfiguration, "targetFilters" | "stackFilters">;

function concerned(filters: Filters, about: Partial<HookTarget> = {}): boolean {
  return isConcerned({ ...configuration, ...filters }, { ...target, ...about });
}

test("a hook without filters is asked about its operations only", () => {
  equal(concerned({}), true);
  equal(concerned({}, { targetOperation: "STACK" }), false);
  equal(isConcerned({ ...configuration, enabled: false }, target), false);
});

test("target filters name types, with wildcards, and actions", () => {
  for (const [names, expected] of [
    [["AWS::S3::Bucket"], true],
    [["AWS::S3::*"], true],
    [["AWS::?3::Bucket"], true],
    [["*"], true],
    [["AWS::SNS::*", "AWS::S3::BucketPolicy"], false],
  ] as const)
    equal(concerned({ targetFilters: { TargetNames: names } }), expected);
  equal(concerned({ targetFilters: { Actions: ["CREATE"] } }), true);
  equal(concerned({ targetFilters: { Actions: ["UPDATE"] } }), false);
  const Targets = [
    { TargetName: "AWS::S3::*", Action: "UPDATE" },
    { TargetName: "AWS::SNS::Topic", Action: "CREATE" },
  ];
  equal(concerned({ targetFilters: { Targets } }), false);
  equal(concerned({ targetFilters: { Targets } }, { action: "UPDATE" }), true);
});

test("stack filters include and exclude names and roles", () => {
  const names = (Include?: string[], Exclude?: string[]): Filters => ({
    stackFilters: {
      StackNames: { ...(Include && { Include }), ...(Exclude && { Exclude }) },
    },
  });
  equal(concerned(names(["shop-*"])), true);
  equal(concerned(names(["other"])), false);
  equal(concerned(names(undefined, ["other"])), true);
  equal(concerned(names(undefined, ["*-prod"])), false);
  equal(concerned(names(["shop-*"], ["shop-prod"])), false);

  const StackNames = { Include: ["other"] };
  const StackRoles = { Include: ["arn:aws:iam::*:role/deployer"] };
  const both = (FilteringCriteria: "ALL" | "ANY"): Filters => ({
    stackFilters: { FilteringCriteria, StackNames, StackRoles },
  });
  equal(concerned(both("ALL")), false);
  equal(concerned(both("ANY")), true);
  equal(
    isConcerned(
      {
        ...configuration,
        ...both("ALL"),
        targetOperations: ["CLOUD_CONTROL"],
      },
      { ...target, targetOperation: "CLOUD_CONTROL" },
    ),
    true,
  );
});

test("a custom hook is asked where it has a handler for the action and the type", () => {
  const handlers = { preCreate: { targetNames: ["AWS::S3::*"] } };
  equal(hasHandler({ handlers }, target), true);
  equal(hasHandler({ handlers }, { ...target, action: "DELETE" }), false);
  equal(
    hasHandler({ handlers }, { ...target, typeName: "AWS::SNS::Topic" }),
    false,
  );
});

test("a pattern of many stars is judged in bounded time", () => {
  const names = [`${"*a".repeat(120)}b`];
  equal(
    concerned(
      { targetFilters: { TargetNames: names } },
      { typeName: "a".repeat(200) },
    ),
    false,
  );
});
