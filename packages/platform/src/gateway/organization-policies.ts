import type { CompiledPolicy } from "@gatehouse/authz";
import type { Caller } from "../core/caller.ts";
import {
  lineage,
  organizationNodes,
  organizationPath,
  organizationPolicy,
  organizationPolicyArn,
  organizations,
  type Organization,
  type OrganizationNode,
  type OrganizationPolicyType,
} from "../core/identity/organization.ts";
import { Table, type TableKind } from "../core/table.ts";
import type { Store } from "../store/store.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { storedPolicy } from "./stored-policy.ts";

/** What an account's place in an organization means for decisions. */
export interface InOrganization {
  readonly orgId: string;
  readonly managementAccountId: string;
  /** As `o-a1b2c3d4e5/r-ab12/ou-ab12-11111111/`. */
  readonly path: string;
  /** By level, from the root to the account; undefined where none bind the account. */
  readonly scps?: Levels;
  readonly rcps?: Levels;
}

/** The places of all whom a decision is about. */
export interface OrganizationPlaces {
  readonly principal?: InOrganization | undefined;
  readonly resource?: InOrganization | undefined;
  /** Of the resource on whose behalf a service calls. */
  readonly source?: InOrganization | undefined;
}

const NOWHERE: OrganizationPlaces = {};

type Levels = readonly (readonly CompiledPolicy[])[];

type Lookup = {
  table<Row extends object>(kind: TableKind<Row>): Table<Row>;
};

/**
 * The policies of organizations, compiled once an account and kept until anything of an organization changes: a
 * change counts from the next request on.
 */
export class OrganizationPolicies {
  readonly #store: Store;
  #known = new Map<string, InOrganization | undefined>();
  #asked = new Map<string, Promise<InOrganization | undefined>>();

  constructor(store: Store) {
    this.#store = store;
    store.onCommitted((writes) => {
      if (writes.some(({ table }) => table.startsWith("organizations.")))
        this.#forget();
    });
    store.onWiped(() => this.#forget());
  }

  /** The place of an account in its organization; undefined where it is in none. At hand after the first asking. */
  of(
    accountId: string,
  ): InOrganization | undefined | Promise<InOrganization | undefined> {
    if (accountId === "") return undefined;
    const known = this.#known.get(accountId);
    if (known || this.#known.has(accountId)) return known;
    return this.#asked.get(accountId) ?? this.#ask(accountId);
  }

  /** Where all stand whom a decision is about; what no ARN gives an account to is the caller's own. */
  places(
    caller: Caller,
    { organization: principal }: { readonly organization?: InOrganization },
    owner: string,
  ): OrganizationPlaces | Promise<OrganizationPlaces> {
    const resource = this.of(owner || caller.accountId);
    const source =
      caller.type === "AWSService"
        ? this.of(caller.sourceAccount ?? "")
        : undefined;
    if (resource instanceof Promise || source instanceof Promise)
      return Promise.all([resource, source]).then((both) => ({
        principal,
        resource: both[0],
        source: both[1],
      }));
    return principal || resource || source
      ? { principal, resource, source }
      : NOWHERE;
  }

  #ask(accountId: string): Promise<InOrganization | undefined> {
    const known = this.#known;
    const asked = this.#asked;
    const asking = gathered(accountId, this.#lookup());
    asked.set(accountId, asking);
    // What was forgotten meanwhile stays forgotten: these maps are then no longer the ones that are asked.
    asking.then(
      (found) => known.set(accountId, found),
      () => asked.delete(accountId),
    );
    return asking;
  }

  #forget(): void {
    this.#known = new Map();
    this.#asked = new Map();
  }

  #lookup(): Lookup {
    const unit = new UnitOfWork(this.#store);
    const nowhere = { accountId: "", region: "" };
    return { table: (kind) => new Table(kind, unit, nowhere) };
  }
}

async function gathered(
  accountId: string,
  lookup: Lookup,
): Promise<InOrganization | undefined> {
  const account = await lookup.table(organizationNodes).get(accountId);
  const organization =
    account && (await lookup.table(organizations).get(account.orgId));
  if (!organization) return undefined;
  const { orgId, managementAccountId } = organization;
  const nodes = await lineage(account, lookup);
  const found = {
    orgId,
    managementAccountId,
    path: organizationPath(nodes),
  };
  // AWS: neither kind of policy affects the management account.
  if (managementAccountId === accountId) return found;
  const of = (type: OrganizationPolicyType) =>
    levels(type, organization, nodes, lookup);
  const scps = await of("SERVICE_CONTROL_POLICY");
  const rcps = await of("RESOURCE_CONTROL_POLICY");
  return {
    ...found,
    ...(scps ? { scps } : {}),
    ...(rcps ? { rcps } : {}),
    // In a closed account nothing is allowed: a level without any policy says so.
    ...(account.membership?.status === "SUSPENDED" ? { scps: [[]] } : {}),
  };
}

async function levels(
  type: OrganizationPolicyType,
  organization: Organization,
  nodes: readonly OrganizationNode[],
  lookup: Lookup,
): Promise<Levels | undefined> {
  if (!organization.policyTypes.includes(type)) return undefined;
  const { orgId } = organization;
  const kind = type === "SERVICE_CONTROL_POLICY" ? "scp" : "rcp";
  return Promise.all(
    nodes.map(async ({ id: attachedTo, policies }) => {
      const attached = await Promise.all(
        policies.map((id) => organizationPolicy(orgId, id, lookup)),
      );
      return attached.flatMap((policy) =>
        policy?.type === type
          ? [
              storedPolicy(policy.document, {
                kind,
                arn: organizationPolicyArn(organization, type, policy.policyId),
                name: policy.name,
                attachedTo,
              }),
            ]
          : [],
      );
    }),
  );
}
