import {
  allowEverything,
  type CompiledPolicy,
  type PolicySet,
} from "@gatehouse/authz";
import type { Caller } from "../core/caller.ts";
import { parseArn } from "../core/arn.ts";
import { Table } from "../core/table.ts";
import { awsManagedPolicy } from "../core/identity/aws-managed.ts";
import {
  groups,
  managedPolicies,
  nameKey,
  roles,
  users,
  type PolicyHolder,
  type Role,
  type Tags,
  type User,
} from "../core/identity/tables.ts";
import type { Store } from "../store/store.ts";
import type {
  InOrganization,
  OrganizationPolicies,
} from "./organization-policies.ts";
import { UnitOfWork } from "../store/unit-of-work.ts";
import { storedPolicy } from "./stored-policy.ts";

/** A principal's side of every decision about it. */
export interface Own extends Omit<PolicySet, "resource"> {
  readonly tags: Tags;
  /** The organization of the principal's account. */
  readonly organization?: InOrganization;
}

const KEPT_AT_MOST = 4096;
/** Tables whose rows decide what principals may do. */
const BEARS_ON_ALL = /^(iam|organizations)\./;
/** Who has no policies of its own: the resource's alone decides. */
const HOLDS_NONE: ReadonlySet<Caller["type"]> = new Set([
  "AWSService",
  "Anonymous",
  "WebIdentityUser",
]);
const NOTHING: Own = { identity: [], tags: {} };

/**
 * The policies of principals, compiled once and kept until anything of IAM or of an organization changes: a
 * change counts from the next request on.
 */
export class PrincipalPolicies {
  readonly #store: Store;
  readonly #organizations: OrganizationPolicies;
  readonly #kept = new Map<string, Promise<Own>>();

  constructor(store: Store, organizations: OrganizationPolicies) {
    this.#store = store;
    this.#organizations = organizations;
    store.onCommitted((writes) => {
      if (writes.some(({ table }) => BEARS_ON_ALL.test(table)))
        this.#kept.clear();
    });
    store.onWiped(() => this.#kept.clear());
  }

  of(caller: Caller): Promise<Own> {
    if (HOLDS_NONE.has(caller.type)) return Promise.resolve(NOTHING);
    // Sessions differ in their session policies, so each session's key has its own entry.
    const name = caller.session
      ? `${caller.arn} ${caller.accessKeyId}`
      : caller.arn;
    let own = this.#kept.get(name);
    if (!own) {
      own = this.#gather(caller);
      if (this.#kept.size >= KEPT_AT_MOST) this.#kept.clear();
      this.#kept.set(name, own);
      own.catch(() => this.#kept.delete(name));
    }
    return own;
  }

  async #gather(caller: Caller): Promise<Own> {
    const organization = await this.#organizations.of(caller.accountId);
    const own = await this.#ofCaller(caller);
    if (!organization) return own;
    const { scps, managementAccountId } = organization;
    return {
      ...own,
      ...(scps ? { scps } : {}),
      managementAccountId,
      organization,
    };
  }

  async #ofCaller(caller: Caller): Promise<Own> {
    const session = await this.#session(caller);
    switch (caller.type) {
      case "IAMUser":
      case "FederatedUser": {
        // A session that the root user made has the root user's rights, within its session policies.
        if (caller.userName === "") return { ...EVERYTHING, ...session };
        const user = await this.#table(users, caller.accountId).get(
          nameKey(caller.userName),
        );
        // A user made again under the same name is another user, whatever sessions the first one left.
        return user && isSame(user, caller)
          ? { ...(await this.#ofUser(user, caller.accountId)), ...session }
          : NOTHING;
      }
      case "AssumedRole": {
        const role = await this.#table(roles, caller.accountId).get(
          nameKey(caller.roleName),
        );
        // A role made again under the same name is another role.
        return role?.roleId === caller.roleId
          ? { ...(await this.#ofRole(role)), ...session }
          : NOTHING;
      }
      default:
        return { ...NOTHING, ...session };
    }
  }

  async #ofUser(user: User, accountId: string): Promise<Own> {
    const memberships = await Promise.all(
      user.groups.map((name) =>
        this.#table(groups, accountId).get(nameKey(name)),
      ),
    );
    const holders = [
      { holder: user, arn: user.arn },
      ...memberships.flatMap((group) =>
        group ? [{ holder: group, arn: group.arn }] : [],
      ),
    ];
    const identity = await Promise.all(
      holders.map(({ holder, arn }) => this.#held(holder, arn)),
    );
    return {
      identity: identity.flat(),
      ...(await this.#boundary(user)),
      tags: user.tags,
    };
  }

  async #ofRole(role: Role): Promise<Own> {
    return {
      identity: await this.#held(role, role.arn),
      ...(await this.#boundary(role)),
      tags: role.tags,
    };
  }

  async #held(
    holder: PolicyHolder,
    attachedTo: string,
  ): Promise<CompiledPolicy[]> {
    const inline = Object.entries(holder.inlinePolicies).map(
      ([name, document]) =>
        storedPolicy(document, { kind: "identity", name, attachedTo }),
    );
    const attached = await Promise.all(
      holder.attachedPolicies.map(async (arn) =>
        storedPolicy(await this.#document(arn), {
          kind: "identity",
          arn,
          attachedTo,
        }),
      ),
    );
    return [...inline, ...attached];
  }

  async #boundary({
    permissionsBoundary: arn,
  }: User | Role): Promise<{ boundary?: CompiledPolicy }> {
    return arn === undefined
      ? {}
      : {
          boundary: storedPolicy(await this.#document(arn), {
            kind: "boundary",
            arn,
          }),
        };
  }

  async #session({ session }: Caller): Promise<{ session?: CompiledPolicy[] }> {
    if (
      !session ||
      (session.policies === undefined && session.policyArns === undefined)
    )
      return {};
    const inline = (session.policies ?? []).map((document) =>
      storedPolicy(document, { kind: "session" }),
    );
    const managed = await Promise.all(
      (session.policyArns ?? []).map(async (arn) =>
        storedPolicy(await this.#document(arn), { kind: "session", arn }),
      ),
    );
    return { session: [...inline, ...managed] };
  }

  /** The default version of a managed policy. A policy that is gone allows nothing. */
  async #document(arn: string): Promise<string> {
    const { accountId = "", resource = "" } = parseArn(arn) ?? {};
    if (accountId === "aws")
      return (await awsManagedPolicy(arn))?.document ?? ALLOWS_NOTHING;
    const policy = await this.#table(managedPolicies, accountId).get(
      nameKey(resource.split("/").at(-1) ?? ""),
    );
    const version = policy?.versions.find(
      ({ versionId }) => versionId === policy.defaultVersionId,
    );
    return version?.document ?? ALLOWS_NOTHING;
  }

  #table<Row extends object>(
    kind: ConstructorParameters<typeof Table<Row>>[0],
    accountId: string,
  ): Table<Row> {
    return new Table(kind, new UnitOfWork(this.#store), {
      accountId,
      region: "",
    });
  }
}

function isSame(user: User, caller: Caller): boolean {
  return caller.type === "FederatedUser" || user.userId === caller.principalId;
}

const EVERYTHING: Own = {
  identity: [allowEverything({ kind: "identity", name: "root" })],
  tags: {},
};

/** Stands for a managed policy that is gone: as a boundary it must still bound. */
const ALLOWS_NOTHING = `{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}`;
