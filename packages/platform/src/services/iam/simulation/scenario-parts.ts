import { InvalidInputException } from "@aws-sdk/client-iam";
import { fault } from "../../../core/errors.ts";
import type { Context } from "../../../core/context.ts";
import { parseArn } from "../../../core/arn.ts";
import type { Entity } from "../entities.ts";
import { managedDocument, type HeldPolicy } from "../held-policies.ts";
import type { SimulatedCaller } from "./simulated-caller.ts";
import {
  inputPolicies,
  simulatedPolicy,
  type SimulatedPolicy,
} from "./simulated-policy.ts";
import type { Scenario } from "./simulate.ts";

/** The boundary that a simulation is given; IAM takes one at most. @throws Fault InvalidInput */
export function boundaryOf(
  documents: readonly string[] | undefined,
): Pick<Scenario, "boundary"> {
  const [boundary, ...more] = inputPolicies(
    "PermissionsBoundaryPolicyInputList",
    documents,
  );
  if (more.length > 0)
    throw fault(
      InvalidInputException,
      "Only one permissions boundary policy can be simulated.",
    );
  return boundary ? { boundary } : {};
}

/** The boundary that an entity has. */
export async function ownBoundary(
  entity: Entity,
  ctx: Context,
): Promise<Pick<Scenario, "boundary">> {
  const arn =
    entity.kind === "group" ? undefined : entity.row.permissionsBoundary;
  const found = arn === undefined ? undefined : await managedDocument(arn, ctx);
  return found
    ? { boundary: simulatedPolicy(found.name, found.document, "boundary") }
    : {};
}

/** The resource's policy and its owner: an account's id (or an ARN in it), the caller's account where none is named. @throws Fault InvalidInput */
export function resourceSide(
  input: {
    readonly ResourcePolicy?: string | undefined;
    readonly ResourceOwner?: string | undefined;
  },
  { principal }: SimulatedCaller,
): Pick<Scenario, "resource" | "resourceOwner"> {
  const { ResourcePolicy: document, ResourceOwner: owner } = input;
  const resourceOwner =
    owner === undefined
      ? principal.accountId
      : (parseArn(owner)?.accountId ?? owner);
  if (!/^\d{12}$/.test(resourceOwner))
    throw fault(InvalidInputException, `Invalid ResourceOwner: ${owner}`);
  return document === undefined
    ? { resourceOwner }
    : {
        resourceOwner,
        resource: simulatedPolicy("ResourcePolicy", document, "resource"),
      };
}

/** A held policy as IAM's simulations name it: a managed one by its name, an inline one as `role_worker_own`. */
export function simulatedHeld(policy: HeldPolicy): SimulatedPolicy {
  const { name, document, arn, holder } = policy;
  const id = arn === undefined ? `${holder.kind}_${holder.name}_${name}` : name;
  return simulatedPolicy(id, document, "identity");
}
