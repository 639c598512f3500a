import { InsufficientCapabilitiesException } from "@aws-sdk/client-cloudformation";
import type { ResourceDeclaration, Template } from "@gatehouse/template";
import { fault } from "../../core/errors.ts";
import {
  LANGUAGE_EXTENSIONS,
  transformName,
} from "./macros/transform-names.ts";

/** Types that give rights, and the property by which each is named. */
const IDENTITY: Readonly<Record<string, string | undefined>> = {
  "AWS::IAM::AccessKey": undefined,
  "AWS::IAM::Group": "GroupName",
  "AWS::IAM::GroupPolicy": undefined,
  "AWS::IAM::InstanceProfile": "InstanceProfileName",
  "AWS::IAM::ManagedPolicy": "ManagedPolicyName",
  "AWS::IAM::Policy": undefined,
  "AWS::IAM::Role": "RoleName",
  "AWS::IAM::RolePolicy": undefined,
  "AWS::IAM::User": "UserName",
  "AWS::IAM::UserPolicy": undefined,
  "AWS::IAM::UserToGroupAddition": undefined,
};

/** The capabilities that a template needs, and the types because of which. */
export function neededCapabilities(
  declarations: Iterable<Pick<ResourceDeclaration, "type" | "properties">>,
): {
  readonly capabilities: readonly string[];
  readonly types: readonly string[];
} {
  const types = new Set<string>();
  let named = false;
  for (const { type, properties } of declarations) {
    if (!Object.hasOwn(IDENTITY, type)) continue;
    types.add(type);
    const name = IDENTITY[type];
    named ||= name !== undefined && properties[name] !== undefined;
  }
  if (types.size === 0) return { capabilities: [], types: [] };
  return {
    capabilities: [named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM"],
    types: [...types].toSorted(),
  };
}

/** The transforms whose result one has to agree to unseen, by name. */
export const transformsToAgreeTo = ({
  transforms,
}: Pick<Template, "transforms">): readonly string[] =>
  transforms.map(transformName).filter((name) => name !== LANGUAGE_EXTENSIONS);

/** @throws Fault InsufficientCapabilities */
export function checkCapabilities(
  declarations: Iterable<Pick<ResourceDeclaration, "type" | "properties">>,
  template: Pick<Template, "transforms">,
  given: readonly string[] = [],
): void {
  const missing = neededCapabilities(declarations).capabilities.filter(
    (one) =>
      !given.includes(one) &&
      !(one === "CAPABILITY_IAM" && given.includes("CAPABILITY_NAMED_IAM")),
  );
  if (
    transformsToAgreeTo(template).length > 0 &&
    !given.includes("CAPABILITY_AUTO_EXPAND")
  )
    missing.push("CAPABILITY_AUTO_EXPAND");
  if (missing.length > 0)
    throw fault(
      InsufficientCapabilitiesException,
      `Requires capabilities : [${missing.join(", ")}]`,
    );
}
