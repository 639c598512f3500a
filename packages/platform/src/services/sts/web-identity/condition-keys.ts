import type { Need } from "../../../core/operation.ts";
import { audiencesOf } from "./token.ts";

/** The claims of every issuer that trust policies may ask for. */
const CLAIMS = ["sub", "amr", "email"];

/** Further claims, by the issuers whose tokens carry them (IAM user guide, "Available keys for AWS OIDC federation"). */
const MORE_CLAIMS: readonly (readonly [RegExp, readonly string[]])[] = [
  [
    /^(token\.actions\.([\w-]+\.)?(githubusercontent\.com|ghe\.com)|github\.com\/enterprises)(\/|$)/,
    [
      "actor",
      "actor_id",
      "enterprise_id",
      "environment",
      "job_workflow_ref",
      "ref",
      "repository",
      "repository_id",
      "repository_owner_id",
      "workflow",
    ],
  ],
  [
    /^gitlab\.com$/,
    [
      "namespace_id",
      "pipeline_source",
      "project_id",
      "ref_protected",
      "runner_environment",
      "user_access_level",
      "user_email",
      "user_id",
      "user_login",
    ],
  ],
];

/** A token's claims as condition keys: `token.actions.githubusercontent.com:sub` and its like. */
export function claimKeys(
  issuer: string,
  claims: Readonly<Record<string, unknown>>,
): NonNullable<Need["keys"]> {
  const names = [
    ...CLAIMS,
    ...MORE_CLAIMS.flatMap(([issuers, more]) =>
      issuers.test(issuer) ? more : [],
    ),
  ];
  const audiences = audiencesOf(claims);
  return {
    ...Object.fromEntries(
      names.map((name) => [`${issuer}:${name}`, valueOf(claims[name])]),
    ),
    [`${issuer}:aud`]: audiences.length === 1 ? audiences[0] : audiences,
    // A token for an authorized party tells its audience apart.
    [`${issuer}:oaud`]:
      claims["azp"] === undefined ? undefined : valueOf(claims["aud"]),
  };
}

function valueOf(claim: unknown): string | readonly string[] | undefined {
  if (typeof claim === "string") return claim;
  if (typeof claim === "number" || typeof claim === "boolean")
    return String(claim);
  return Array.isArray(claim)
    ? claim.filter((one): one is string => typeof one === "string")
    : undefined;
}
