import { schemaOf } from "../resources/schemas.ts";
import type { PackSchemas } from "./template.ts";

/** The schemas of what a pack's template may have. */
export async function packSchemas(): Promise<PackSchemas> {
  return {
    rule: await schemaOf("AWS::Config::ConfigRule")(),
    remediation: await schemaOf("AWS::Config::RemediationConfiguration")(),
  };
}
