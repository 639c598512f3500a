import type {
  ConfigRule,
  ConformancePackInputParameter,
} from "@aws-sdk/client-config-service";
import {
  bindParameters,
  conditionsOf,
  declarationsOf,
  readTemplate,
  resolveValue,
  type Outcome,
} from "@gatehouse/template";
import type { Place } from "../../../core/context.ts";
import { checkedProperties } from "../../../core/resource-properties.ts";
import type {
  Properties,
  ResourceSchema,
} from "../../../core/resource-type.ts";

/** A rule of a pack, and how its template calls it. */
export interface PackRule {
  readonly logicalId: string;
  readonly rule: ConfigRule & { readonly ConfigRuleName: string };
}

export type PackRules =
  | { readonly ok: true; readonly rules: readonly PackRule[] }
  | { readonly ok: false; readonly problem: string };

const RULE = "AWS::Config::ConfigRule";
const REMEDIATION = "AWS::Config::RemediationConfiguration";
/** Rules of a pack (Config quotas). */
const MOST = 130;

class Refused extends Error {}

/** The rules in a conformance pack's template. */
export function packRules(
  text: string,
  given: readonly ConformancePackInputParameter[],
  schema: ResourceSchema,
  place: Place,
): PackRules {
  try {
    return { ok: true, rules: rulesIn(text, given, schema, place) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, problem: error.message };
  }
}

function rulesIn(
  text: string,
  given: readonly ConformancePackInputParameter[],
  schema: ResourceSchema,
  { accountId, region }: Place,
): readonly PackRule[] {
  const template = valueOf(readTemplate(text));
  const parameters = valueOf(
    bindParameters(
      template,
      Object.fromEntries(
        given.map(({ ParameterName = "", ParameterValue = "" }) => [
          ParameterName,
          ParameterValue,
        ]),
      ),
    ),
  );
  const scope = {
    parameters,
    pseudo: {
      "AWS::AccountId": accountId,
      "AWS::Partition": "aws",
      "AWS::Region": region,
      "AWS::URLSuffix": "amazonaws.com",
    },
  };
  const conditions = valueOf(conditionsOf(template, scope));
  const declared = valueOf(declarationsOf(template)).filter(
    ({ condition }) => condition === undefined || conditions[condition],
  );
  if (declared.length > MOST)
    throw new Refused(`A conformance pack has at most ${MOST} rules.`);
  return declared.map(({ logicalId, type, properties }) => {
    if (type === REMEDIATION)
      throw new Refused(
        `${logicalId}: remediation within a conformance pack is not built. Give the rule its own with PutRemediationConfigurations.`,
      );
    if (type !== RULE)
      throw new Refused(
        `${logicalId}: the resource type ${type} is not supported in conformance packs.`,
      );
    const resolved = valueOf(resolveValue(properties, template, scope));
    const checked = checkedProperties(
      schema,
      withTexts(resolved as Properties),
    );
    if (!checked.ok)
      throw new Refused(`${logicalId}: ${checked.problems.join(", ")}`);
    const rule = ruleFrom(checked.properties);
    return {
      logicalId,
      rule: { ...rule, ConfigRuleName: rule.ConfigRuleName ?? logicalId },
    };
  });
}

/** A rule's properties as the API takes them: its parameters are JSON text there. */
export function ruleFrom(properties: Properties): ConfigRule {
  const {
    InputParameters,
    Arn: _,
    ConfigRuleId: __,
    Compliance: ___,
    ...same
  } = properties;
  return {
    ...(same as object as ConfigRule),
    ...(InputParameters === undefined
      ? {}
      : {
          InputParameters:
            typeof InputParameters === "string"
              ? InputParameters
              : JSON.stringify(textsIn(InputParameters)),
        }),
  };
}

/** Parameters that conditions leave out are not given. */
function withTexts(properties: Properties): Properties {
  return JSON.parse(JSON.stringify(properties)) as Properties;
}

function textsIn(parameters: unknown): object {
  return Object.fromEntries(
    Object.entries(parameters as Properties)
      .filter(([, value]) => value !== null && value !== undefined)
      .map(([name, value]) => [
        name,
        typeof value === "string" ? value : JSON.stringify(value),
      ]),
  );
}

function valueOf<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new Refused(outcome.problem.message);
}
