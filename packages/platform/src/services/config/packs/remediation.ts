import type {
  RemediationConfiguration,
  RemediationParameterValue,
} from "@aws-sdk/client-config-service";
import type { Properties } from "../../../core/resource-type.ts";

/** A remediation's properties as the API takes them; undefined where its parameters are none. */
export function remediationFrom(
  properties: Properties,
): RemediationConfiguration | undefined {
  const { Parameters, ...same } = properties;
  if (Parameters === undefined)
    return same as object as RemediationConfiguration;
  const all = Object.entries(asObject(Parameters) ?? { "": undefined });
  const read = all.map(
    ([name, value]) => [name, parameterFrom(value)] as const,
  );
  if (read.some(([, value]) => value === undefined)) return undefined;
  return {
    ...(same as object as RemediationConfiguration),
    Parameters: Object.fromEntries(
      read as readonly (readonly [string, RemediationParameterValue])[],
    ),
  };
}

/** Either `{ ResourceValue: { Value: "RESOURCE_ID" } }` or `{ StaticValue: { Values: [texts] } }`. */
function parameterFrom(value: unknown): RemediationParameterValue | undefined {
  const { ResourceValue, StaticValue } = asObject(value) ?? {};
  if (asObject(ResourceValue)?.["Value"] === "RESOURCE_ID")
    return { ResourceValue: { Value: "RESOURCE_ID" } };
  const values = asObject(StaticValue)?.["Values"];
  if (!Array.isArray(values) || values.some(isNested)) return undefined;
  return { StaticValue: { Values: values.map(String) } };
}

const isNested = (value: unknown): boolean =>
  typeof value === "object" || value === undefined;

const asObject = (value: unknown): Properties | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Properties)
    : undefined;
