import {
  LimitExceededException,
  NoSuchEntityException,
  PolicyNotAttachableException,
} from "@aws-sdk/client-iam";
import type { Context } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import type { PolicyHolder } from "../../core/identity/tables.ts";
import { pageOfItems, type Paging } from "./marker.ts";
import { findPolicy } from "./policies.ts";
import { SERVICE_ROLE_PATH } from "./roles.ts";

const POLICIES_AT_MOST = 10;

/** A holder with a managed policy attached; attaching it again changes nothing. @throws Fault NoSuchEntity, PolicyNotAttachable, LimitExceeded, InvalidInput */
export async function withAttached<Holder extends PolicyHolder>(
  kind: "User" | "Group" | "Role",
  holder: Holder,
  arn: string,
  ctx: Context,
): Promise<Holder> {
  const policy = await findPolicy(arn, ctx);
  if (!policy)
    throw fault(
      NoSuchEntityException,
      `Policy ${arn} does not exist or is not attachable.`,
    );
  if (policy.path.startsWith(SERVICE_ROLE_PATH))
    throw fault(
      PolicyNotAttachableException,
      kind === "Role"
        ? "Cannot attach a Service Role Policy to a Customer Role."
        : `Cannot attach a Service Role Policy to a ${kind}.`,
    );
  if (holder.attachedPolicies.includes(arn)) return holder;
  if (holder.attachedPolicies.length >= POLICIES_AT_MOST)
    throw fault(
      LimitExceededException,
      `Cannot exceed quota for PoliciesPer${kind}: ${POLICIES_AT_MOST}`,
    );
  return { ...holder, attachedPolicies: [...holder.attachedPolicies, arn] };
}

/** A holder without a managed policy. @throws Fault NoSuchEntity */
export function withDetached<Holder extends PolicyHolder>(
  holder: Holder,
  arn: string,
): Holder {
  if (!holder.attachedPolicies.includes(arn))
    throw fault(NoSuchEntityException, `Policy ${arn} was not found.`);
  return {
    ...holder,
    attachedPolicies: holder.attachedPolicies.filter((one) => one !== arn),
  };
}

/** One page of the managed policies attached to a holder. */
export function attachedPage(
  { attachedPolicies }: PolicyHolder,
  paging: Paging & { PathPrefix?: string | undefined },
) {
  const { PathPrefix = "/" } = paging;
  const { items, ends } = pageOfItems(
    attachedPolicies.filter((arn) => pathOf(arn).startsWith(PathPrefix)),
    (arn) => `${policyNameOf(arn)} ${arn}`,
    paging,
  );
  return { AttachedPolicies: items.map(shownAttachment), ...ends };
}

/** An attachment as IAM answers it. */
export function shownAttachment(arn: string) {
  return { PolicyName: policyNameOf(arn), PolicyArn: arn };
}

const policyNameOf = (arn: string): string => arn.split("/").at(-1) ?? "";

/** The folders between `policy` and the name, as `/service-role/`. */
const pathOf = (arn: string): string =>
  arn.slice(arn.indexOf("/"), arn.lastIndexOf("/") + 1);
