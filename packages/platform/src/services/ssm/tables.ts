import type { ParameterTier, ParameterType } from "@aws-sdk/client-ssm";
import { arn } from "../../core/arn.ts";
import type { Place } from "../../core/context.ts";
import { table } from "../../core/table.ts";

/** A version of a parameter, as it was put. Times are milliseconds since the epoch. */
export interface VersionRow {
  readonly name: string;
  readonly version: number;
  readonly type: ParameterType;
  readonly value: string;
  readonly dataType: string;
  readonly tier: ParameterTier;
  readonly description?: string;
  readonly allowedPattern?: string;
  readonly modifiedAt: number;
  /** The ARN of who put it. */
  readonly modifiedBy: string;
}

/** A parameter at its latest version. */
export interface ParameterRow extends VersionRow {
  /** The oldest version that is kept; all between the two are. */
  readonly oldest: number;
  /** The version that each label names. */
  readonly labels: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
}

export const parameters = table<ParameterRow>()({
  name: "ssm.parameters",
  scope: "region",
  key: ({ name }) => [name],
});

export const versions = table<VersionRow>()({
  name: "ssm.parameter-versions",
  scope: "region",
  key: ({ name, version }) => [name, version],
});

/** A parameter's ARN: the slash that a path begins with is not written twice. */
export const parameterArn = (place: Place, name: string): string =>
  arn("ssm", place, `parameter/${name.replace(/^\//, "")}`);
