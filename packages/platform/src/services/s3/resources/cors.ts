import type { CORSConfiguration, CORSRule } from "@aws-sdk/client-s3";
import { present } from "../present.ts";

/** A rule as CloudFormation has it. */
type RuleProperty = Pick<
  CORSRule,
  "AllowedHeaders" | "AllowedMethods" | "AllowedOrigins"
> & {
  readonly ExposedHeaders?: string[];
  readonly Id?: string;
  readonly MaxAge?: number;
};

/** The property `CorsConfiguration` as S3 takes it. */
export function corsOf(property: unknown): CORSConfiguration {
  const { CorsRules } = property as { CorsRules: readonly RuleProperty[] };
  return {
    CORSRules: CorsRules.map(({ ExposedHeaders, Id, MaxAge, ...rule }) => ({
      ...rule,
      ...present({
        ID: Id,
        ExposeHeaders: ExposedHeaders,
        MaxAgeSeconds: MaxAge,
      }),
    })),
  };
}

/** S3's answer as the property. */
export function shownCors(rules: readonly CORSRule[] | undefined): object {
  return {
    CorsRules: (rules ?? []).map(
      ({ ID, ExposeHeaders, MaxAgeSeconds, ...rule }) => ({
        ...rule,
        ...present({
          Id: ID,
          ExposedHeaders: ExposeHeaders,
          MaxAge: MaxAgeSeconds,
        }),
      }),
    ),
  };
}
