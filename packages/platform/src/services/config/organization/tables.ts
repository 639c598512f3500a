import type {
  MemberAccountRuleStatus,
  PutOrganizationConfigRuleCommandInput,
  PutOrganizationConformancePackCommandInput,
} from "@aws-sdk/client-config-service";
import { arn } from "../../../core/arn.ts";
import type { Place } from "../../../core/context.ts";
import { event } from "../../../core/event.ts";
import { table } from "../../../core/table.ts";
import { idOf } from "../tables.ts";

/** What an organization has deployed into its accounts. */
export type Kind = "pack" | "rule";

export type OrganizationRule = Omit<
  PutOrganizationConfigRuleCommandInput,
  "ExcludedAccounts"
>;
export type OrganizationPack = Omit<
  PutOrganizationConformancePackCommandInput,
  "ExcludedAccounts" | "TemplateS3Uri"
>;

/** Times in these rows are milliseconds since the epoch. */
export interface DeploymentRow {
  readonly kind: Kind;
  readonly name: string;
  readonly rule?: OrganizationRule;
  readonly pack?: OrganizationPack;
  readonly excluded: readonly string[];
  readonly updatedAt: number;
  /** Set once it is to go: the row goes with the last account's. */
  readonly deleting?: true;
  readonly revision: string;
}

/** How a deployment went in one account. */
export interface MemberRow {
  readonly kind: Kind;
  readonly name: string;
  readonly accountId: string;
  readonly status: MemberAccountRuleStatus;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  readonly updatedAt: number;
}

export const deployments = table<DeploymentRow>()({
  name: "config.organization-deployments",
  scope: "region",
  key: ({ kind, name }) => [kind, name],
});

export const members = table<MemberRow>()({
  name: "config.organization-members",
  scope: "region",
  key: ({ kind, name, accountId }) => [kind, name, accountId],
});

/** Something is to be deployed into one account, or taken away there. */
export interface MemberDue {
  readonly kind: Kind;
  readonly name: string;
  readonly accountId: string;
  readonly revision: string;
  readonly gone: boolean;
}
export const memberDue = event<MemberDue>("config.MemberDue", {
  lane: ({ kind, name, accountId }) => `${kind} ${name} ${accountId}`,
});

/** As whom an organization's deployments come into its accounts. */
export const ORGANIZATION_SERVICE = "config-multiaccountsetup.amazonaws.com";

const KINDS = {
  pack: { arn: "organization-conformance-pack", prefix: "OrgConformsPack" },
  rule: { arn: "organization-config-rule", prefix: "OrgConfigRule" },
} as const;

export const deploymentArnOf = (
  place: Place,
  kind: Kind,
  name: string,
): string =>
  arn("config", place, `${KINDS[kind].arn}/${name}-${idOf(place, kind, name)}`);

/** What a deployment is called in the accounts. */
export const nameInAccounts = (
  place: Place,
  kind: Kind,
  name: string,
): string => `${KINDS[kind].prefix}-${name}-${idOf(place, kind, name)}`;
