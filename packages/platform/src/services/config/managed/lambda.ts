import { compliant, nonCompliant } from "../verdict.ts";
import { at, items, listed, type ManagedRule } from "./managed-rule.ts";

const types = ["AWS::Lambda::Function"];
const NUMBER = /^\d+$/;

/** Managed rules about functions. */
export const lambdaRules: readonly ManagedRule[] = [
  {
    identifier: "LAMBDA_FUNCTION_SETTINGS_CHECK",
    types,
    proactive: true,
    parameters: {
      runtime: { required: true },
      role: {},
      memorySize: { default: "128", form: NUMBER },
      timeout: { default: "3", form: NUMBER },
    },
    check(properties, { runtime, role, memorySize, timeout }) {
      // The rule does not look at functions that are container images.
      if (properties["PackageType"] === "Image") return compliant;
      const wrong = [
        listed(runtime).includes(String(properties["Runtime"]))
          ? []
          : [`runtime ${String(properties["Runtime"])}`],
        role === undefined || properties["Role"] === role ? [] : ["role"],
        Number(properties["MemorySize"] ?? 128) === Number(memorySize)
          ? []
          : [`memory size ${Number(properties["MemorySize"] ?? 128)}`],
        Number(properties["Timeout"] ?? 3) === Number(timeout)
          ? []
          : [`timeout ${Number(properties["Timeout"] ?? 3)}`],
      ].flat();
      return wrong.length === 0
        ? compliant
        : nonCompliant(`Not as expected: ${wrong.join(", ")}.`);
    },
  },
  {
    identifier: "LAMBDA_INSIDE_VPC",
    types,
    proactive: true,
    parameters: { subnetIds: {} },
    check(properties, { subnetIds }) {
      const subnets = items(at(properties, "VpcConfig", "SubnetIds"));
      const expected = listed(subnetIds);
      if (subnets.length === 0)
        return nonCompliant("The function is not in a VPC.");
      return expected.length === 0 ||
        subnets.every((subnet) => expected.includes(String(subnet)))
        ? compliant
        : nonCompliant("The function is in another subnet.");
    },
  },
  {
    identifier: "LAMBDA_DLQ_CHECK",
    types,
    parameters: { dlqArns: {} },
    check(properties, { dlqArns }) {
      const target = at(properties, "DeadLetterConfig", "TargetArn");
      const expected = listed(dlqArns);
      if (target === undefined)
        return nonCompliant("The function has no dead-letter queue.");
      return expected.length === 0 || expected.includes(target as string)
        ? compliant
        : nonCompliant("The function has another dead-letter queue.");
    },
  },
  {
    identifier: "LAMBDA_CONCURRENCY_CHECK",
    types,
    parameters: {
      ConcurrencyLimitLow: { form: NUMBER },
      ConcurrencyLimitHigh: { form: NUMBER },
    },
    check(properties, { ConcurrencyLimitLow, ConcurrencyLimitHigh }) {
      const reserved = properties["ReservedConcurrentExecutions"];
      if (reserved === undefined)
        return nonCompliant("The function has no concurrency limit.");
      const limit = Number(reserved);
      return limit < Number(ConcurrencyLimitLow ?? 0) ||
        limit > Number(ConcurrencyLimitHigh ?? Infinity)
        ? nonCompliant(`The concurrency limit is ${limit}.`)
        : compliant;
    },
  },
  {
    identifier: "LAMBDA_FUNCTION_XRAY_ENABLED",
    types,
    check: (properties) =>
      at(properties, "TracingConfig", "Mode") === "Active"
        ? compliant
        : nonCompliant("Active tracing is not enabled."),
  },
  {
    identifier: "LAMBDA_FUNCTION_DESCRIPTION",
    types,
    check: ({ Description }) =>
      typeof Description === "string" && Description !== ""
        ? compliant
        : nonCompliant("The function has no description."),
  },
];
