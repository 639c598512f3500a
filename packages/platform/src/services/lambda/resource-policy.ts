import { parseArn } from "../../core/arn.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { layerVersions, policies, type PolicyStatement } from "./tables.ts";

/**
 * The policy attached to a function, a version, an alias or a layer version. A policy on a qualifier is
 * one of its own: it counts for that full ARN only, and the function's own does not count for it.
 */
export const resourcePolicy: ResourcePolicyOf = async (arn, _action, ctx) => {
  const {
    service,
    accountId = "",
    region = "",
    resource = "",
  } = parseArn(arn) ?? {};
  if (service !== "lambda" || accountId === "") return undefined;
  const at = { accountId, region };
  const [kind, name = "", qualifier = ""] = resource.split(":");
  const statements =
    kind === "function"
      ? (await ctx.table(policies, at).get(name, qualifier))?.statements
      : kind === "layer" && qualifier !== ""
        ? (await ctx.table(layerVersions, at).get(name, Number(qualifier)))
            ?.policy?.statements
        : undefined;
  return {
    document: statements?.length ? documentOf(statements) : undefined,
    kind: "resource",
    accountId,
  };
};

/** Statements as the policy document that GetPolicy answers. */
export function documentOf(statements: readonly PolicyStatement[]): string {
  let document = written.get(statements);
  if (document === undefined) {
    document = JSON.stringify({
      Version: "2012-10-17",
      Id: "default",
      Statement: statements,
    });
    written.set(statements, document);
  }
  return document;
}

/** Stored statements are shared between requests: Invoke need not write them out each time. */
const written = new WeakMap<readonly PolicyStatement[], string>();
