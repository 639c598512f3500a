import {
  compile,
  decide,
  type CompiledPolicy,
  type PolicySet,
} from "@gatehouse/authz";
import type { Need } from "../core/operation.ts";
import type { Service } from "../core/service.ts";
import type { Call } from "./perform.ts";
import { contextLookup } from "./condition-keys.ts";
import { accessDenied } from "./decisions/access-denied.ts";
import type { Judged } from "./decisions/judged.ts";
import { passesWatched } from "./decisions/watched.ts";
import type { OrganizationPolicies } from "./organization-policies.ts";
import type { PrincipalPolicies } from "./principal-policies.ts";
import { principalOf } from "./principal.ts";
import { checkSessionLimits } from "./session-limits.ts";
import { storedPolicy } from "./stored-policy.ts";
import type { Platform } from "./platform.ts";
import type { RequestContext } from "./request-context.ts";

/** Compiled resource policies kept: the last of each resource. */
const COMPILED_AT_MOST = 2048;

/** Needs of a denied call that are looked at for its explanation. */
const ASKED_AT_MOST = 20;

const NO_STATEMENT = compile(
  { version: "2012-10-17", statements: [] },
  { kind: "trust" },
);

/** The gate: gathers every policy that bears on a need, and asks the engine. */
export class Authorizer {
  readonly #platform: () => Platform;
  readonly #principals: PrincipalPolicies;
  readonly #organizations: OrganizationPolicies;
  readonly #resources = new Map<
    string,
    { readonly document: string; readonly policy: CompiledPolicy }
  >();

  constructor(
    platform: () => Platform,
    principals: PrincipalPolicies,
    organizations: OrganizationPolicies,
  ) {
    this.#platform = platform;
    this.#principals = principals;
    this.#organizations = organizations;
  }

  /** Refuses the call unless every need of its operation is allowed. */
  async authorize(call: Call, ctx: RequestContext): Promise<void> {
    checkSessionLimits(call);
    ctx.needs = await call.operation.needs(call.input as never, ctx);
    for (const need of ctx.needs) {
      const judged = await this.judge(need, ctx, call.service);
      if (judged.decision.allowed || (await this.#passes(judged, ctx)))
        continue;
      const more = await this.#deniedAfter(need, call, ctx);
      throw accessDenied(call, [judged, ...more]);
    }
  }

  /** Answers whether the caller holds a permission, and notes where not: an operation may refuse because of it. */
  async permits(need: Need, ctx: RequestContext): Promise<boolean> {
    const judged = await this.judge(need, ctx);
    if (judged.decision.allowed || (await this.#passes(judged, ctx)))
      return true;
    ctx.refused = [...ctx.refused, judged];
    return false;
  }

  /** Lets pass what is only watched, and notes it. */
  async #passes(judged: Judged, ctx: RequestContext): Promise<boolean> {
    if (!(await passesWatched(judged, ctx))) return false;
    ctx.passed = [...ctx.passed, judged];
    return true;
  }

  /** What would be denied next, so that one explanation tells all that is missing. */
  async #deniedAfter(
    need: Need,
    call: Call,
    ctx: RequestContext,
  ): Promise<readonly Judged[]> {
    const rest = ctx.needs.slice(ctx.needs.indexOf(need) + 1, ASKED_AT_MOST);
    const judged = await Promise.all(
      rest.map((next) => this.judge(next, ctx, call.service)),
    );
    return judged.filter(({ decision }) => !decision.allowed);
  }

  /** The management account of an account's organization; undefined outside organizations. */
  async managementAccountOf(accountId: string): Promise<string | undefined> {
    return (await this.#organizations.of(accountId))?.managementAccountId;
  }

  /** The decision about one need, with its reason and all that it rests on. */
  async judge(
    need: Need,
    ctx: RequestContext,
    known?: Service,
  ): Promise<Judged> {
    const own = await this.#principals.of(ctx.caller);
    const resource = await this.#resourceSide(need, ctx, known);
    const owner = resource?.accountId ?? accountIn(need.resource);
    const found = this.#organizations.places(ctx.caller, own, owner);
    // Nearly always at hand: no wait then.
    const places = found instanceof Promise ? await found : found;
    const rcps = places.resource?.rcps;
    const policies: PolicySet =
      resource?.policy || rcps
        ? {
            ...own,
            ...(resource?.policy ? { resource: resource.policy } : {}),
            ...(rcps ? { rcps } : {}),
          }
        : own;
    const request = {
      principal: principalOf(ctx.caller),
      action: need.action,
      resource: need.resource,
      ...(resource ? { resourceAccount: resource.accountId } : {}),
      context: contextLookup(need, ctx, own.tags, places),
    };
    return { need, request, policies, decision: decide(request, policies) };
  }

  async #resourceSide(
    need: Need,
    ctx: RequestContext,
    known: Service | undefined,
  ): Promise<
    | { policy?: NonNullable<PolicySet["resource"]>; accountId: string }
    | undefined
  > {
    if (need.resource === "*") return undefined;
    const service = await this.#serviceOf(need.action, known);
    const found = await service?.resourcePolicy?.(
      need.resource,
      need.action,
      ctx,
    );
    if (!found) return undefined;
    const { document, kind, accountId } = found;
    // Where the resource's side must allow, a resource without a policy lets nobody in.
    if (document === undefined)
      return kind === "resource"
        ? { accountId }
        : { accountId, policy: { kind, policy: NO_STATEMENT } };
    return {
      accountId,
      policy: { kind, policy: this.#compiled(document, kind, need.resource) },
    };
  }

  async #serviceOf(
    action: string,
    known: Service | undefined,
  ): Promise<Service | undefined> {
    const name = action.slice(0, action.indexOf(":"));
    if (known?.name === name) return known;
    const { services } = this.#platform();
    const entry = services.named(name);
    return entry && (await services.load(entry)).service;
  }

  #compiled(
    document: string,
    kind: "resource" | "trust" | "key",
    arn: string,
  ): CompiledPolicy {
    const name = `${kind} ${arn}`;
    const known = this.#resources.get(name);
    // Found by a short name and held against the text: a long text would have to be hashed at every call.
    if (known?.document === document) return known.policy;
    const policy = storedPolicy(document, { kind, arn });
    if (this.#resources.size >= COMPILED_AT_MOST) this.#resources.clear();
    this.#resources.set(name, { document, policy });
    return policy;
  }
}

/** The account in an ARN; empty for `*` and for ARNs without one. */
const accountIn = (arn: string): string => arn.split(":", 5)[4] ?? "";
