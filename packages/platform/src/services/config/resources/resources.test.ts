import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import { DescribeConfigRulesCommand } from "@aws-sdk/client-config-service";
import { startCloud } from "../../../../testing/cloud.ts";
import { makeStack } from "../../cloudformation/testing/stacks.ts";

const RULE = {
  EvaluationModes: [{ Mode: "PROACTIVE" }],
  Scope: { ComplianceResourceTypes: ["AWS::Lambda::Function"] },
  Source: {
    Owner: "CUSTOM_POLICY",
    CustomPolicyDetails: {
      PolicyRuntime: "guard-2.x.x",
      PolicyText: "rule named { configuration.functionName exists }",
    },
  },
};

test("rules and packs of rules are made by stacks", async () => {
  await using cloud = await startCloud();
  const stack = await makeStack(cloud, "controls", {
    Resources: {
      Rule: {
        Type: "AWS::Config::ConfigRule",
        Properties: { ConfigRuleName: "named", ...RULE },
      },
      Pack: {
        Type: "AWS::Config::ConformancePack",
        Properties: {
          ConformancePackName: "pack",
          TemplateBody: JSON.stringify({
            Resources: {
              Inner: {
                Type: "AWS::Config::ConfigRule",
                Properties: { ConfigRuleName: "inner", ...RULE },
              },
            },
          }),
        },
      },
    },
    Outputs: { Arn: { Value: { "Fn::GetAtt": ["Rule", "Arn"] } } },
  });
  equal(stack.StackStatus, "CREATE_COMPLETE");
  match(stack.Outputs?.[0]?.OutputValue ?? "", /:config-rule\//);
  const { ConfigRules = [] } = await cloud.config.send(
    new DescribeConfigRulesCommand({}),
  );
  deepEqual(
    ConfigRules.map(({ ConfigRuleName = "" }) =>
      ConfigRuleName.replace(/-conformance-pack-.*/, ""),
    ).sort(),
    ["inner", "named"],
  );
});
