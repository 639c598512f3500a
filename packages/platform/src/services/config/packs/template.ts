import type {
  ConfigRule,
  ConformancePackInputParameter,
  RemediationConfiguration,
} from "@aws-sdk/client-config-service";
import {
  bindParameters,
  conditionsOf,
  declarationsOf,
  readTemplate,
  resolveValue,
  type Outcome,
  type ResourceDeclaration,
  type Scope,
  type Template,
} from "@gatehouse/template";
import type { Place } from "../../../core/context.ts";
import { checkedProperties } from "../../../core/resource-properties.ts";
import type {
  Properties,
  ResourceSchema,
} from "../../../core/resource-type.ts";
import { remediationFrom } from "./remediation.ts";

/** A rule of a pack, and what is done about resources that it finds wrong; both by the name that the template gives it. */
export interface PackRule {
  readonly logicalId: string;
  readonly rule: ConfigRule & { readonly ConfigRuleName: string };
  readonly remediation?: RemediationConfiguration;
}

export type PackRules =
  | { readonly ok: true; readonly rules: readonly PackRule[] }
  | { readonly ok: false; readonly problem: string };

/** What the two kinds of resources in packs are held to. */
export interface PackSchemas {
  readonly rule: ResourceSchema;
  readonly remediation: ResourceSchema;
}

const RULE = "AWS::Config::ConfigRule";
const REMEDIATION = "AWS::Config::RemediationConfiguration";
/** Rules of a pack (Config quotas). */
const MOST = 130;

class Refused extends Error {}

/** The rules in a conformance pack's template. */
export function packRules(
  text: string,
  given: readonly ConformancePackInputParameter[],
  schemas: PackSchemas,
  place: Place,
): PackRules {
  try {
    return { ok: true, rules: rulesIn(text, given, schemas, place) };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { ok: false, problem: error.message };
  }
}

function rulesIn(
  text: string,
  given: readonly ConformancePackInputParameter[],
  schemas: PackSchemas,
  place: Place,
): readonly PackRule[] {
  const pack = readPack(text, given, place);
  const rules = pack.declared
    .filter(({ type }) => type === RULE)
    .map((one) => ({
      logicalId: one.logicalId,
      rule: named(
        ruleFrom(propertiesOf(one, schemas.rule, pack)),
        one.logicalId,
      ),
    }));
  if (rules.length > MOST)
    throw new Refused(`A conformance pack has at most ${MOST} rules.`);
  const names = new Map(
    rules.map(({ logicalId, rule }) => [logicalId, rule.ConfigRuleName]),
  );
  const scope = { ...pack.scope, ref: (id: string) => names.get(id) };
  const remediations = pack.declared
    .filter(({ type }) => type === REMEDIATION)
    .map((one) => ({
      logicalId: one.logicalId,
      remediation: checkedRemediation(
        propertiesOf(one, schemas.remediation, { ...pack, scope }),
        one.logicalId,
      ),
    }));
  return remedied(rules, remediations);
}

/** A template with what its functions are resolved by, and the resources that its conditions leave in. */
interface ReadPack {
  readonly template: Template;
  readonly scope: Scope;
  readonly declared: readonly ResourceDeclaration[];
}

function readPack(
  text: string,
  given: readonly ConformancePackInputParameter[],
  { accountId, region }: Place,
): ReadPack {
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
  for (const { logicalId, type } of declared)
    if (type !== RULE && type !== REMEDIATION)
      throw new Refused(
        `${logicalId}: the resource type ${type} is not supported in conformance packs.`,
      );
  return { template, scope, declared };
}

function propertiesOf(
  { logicalId, properties }: ResourceDeclaration,
  schema: ResourceSchema,
  { template, scope }: ReadPack,
): Properties {
  const resolved = valueOf(resolveValue(properties, template, scope));
  const checked = checkedProperties(schema, withTexts(resolved as Properties));
  if (!checked.ok)
    throw new Refused(`${logicalId}: ${checked.problems.join(", ")}`);
  return checked.properties;
}

const named = (rule: ConfigRule, logicalId: string) => ({
  ...rule,
  ConfigRuleName: rule.ConfigRuleName ?? logicalId,
});

function checkedRemediation(
  properties: Properties,
  logicalId: string,
): RemediationConfiguration {
  const remediation = remediationFrom(properties);
  if (!remediation)
    throw new Refused(
      `${logicalId}: each of the Parameters needs either a ResourceValue, RESOURCE_ID, or a StaticValue with a list of texts.`,
    );
  return remediation;
}

/** Rules with what their pack has done about them: once at most, and for its own rules only. */
function remedied(
  rules: readonly PackRule[],
  remediations: readonly {
    logicalId: string;
    remediation: RemediationConfiguration;
  }[],
): readonly PackRule[] {
  const found = new Map<string, RemediationConfiguration>();
  for (const { logicalId, remediation } of remediations) {
    const name = remediation.ConfigRuleName ?? "";
    if (!rules.some(({ rule }) => rule.ConfigRuleName === name))
      throw new Refused(
        `${logicalId}: the rule ${name} is not a rule of this conformance pack.`,
      );
    if (found.has(name))
      throw new Refused(
        `${logicalId}: the rule ${name} has another remediation configuration.`,
      );
    found.set(name, remediation);
  }
  return rules.map((one) => {
    const remediation = found.get(one.rule.ConfigRuleName);
    return remediation ? { ...one, remediation } : one;
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
