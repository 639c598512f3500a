import type { Capability } from "@aws-sdk/client-cloudformation";
import { declarationsOf, type Template } from "@gatehouse/template";
import { neededCapabilities, transformsToAgreeTo } from "./capabilities.ts";
import { transformName } from "./macros/transform-names.ts";
import { must } from "./plan.ts";

/** What a template needs agreed to, and what it says of its transforms: as GetTemplateSummary and ValidateTemplate show it. */
export interface TemplateSummary {
  readonly Capabilities?: Capability[];
  readonly CapabilitiesReason?: string;
  readonly DeclaredTransforms?: string[];
}

/** Looks a template through as it was written: what its transforms would make of it is not known. */
export function summaryOf(template: Template): TemplateSummary {
  const declared = looseDeclarations(template);
  const { capabilities, types } = neededCapabilities(declared);
  const transforms = transformsToAgreeTo(template);
  const needed = [
    ...capabilities,
    ...(transforms.length > 0 ? ["CAPABILITY_AUTO_EXPAND"] : []),
  ];
  return {
    ...(needed.length > 0
      ? {
          Capabilities: needed as Capability[],
          CapabilitiesReason: `The following resource(s) require capabilities: [${[...types, ...transforms].join(", ")}]`,
        }
      : {}),
    ...(template.transforms.length > 0
      ? { DeclaredTransforms: template.transforms.map(transformName) }
      : {}),
  };
}

/** The types that a template names, each once; those within loops too. */
export const typesIn = (template: Template): string[] => [
  ...new Set(looseDeclarations(template).map(({ type }) => type)),
];

/** The resources of a template that needs no transform, checked whole. @throws Fault ValidationError */
export const declaredResources = (template: Template) =>
  template.transforms.length > 0 ? [] : must(declarationsOf(template));

/** Everything in the resources that has a type, wherever a loop has put it. */
function looseDeclarations({ resources }: Template) {
  const found: { type: string; properties: Record<string, never> }[] = [];
  const look = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) return value.forEach(look);
    const { Type, Properties = {} } = value as {
      Type?: unknown;
      Properties?: Record<string, never>;
    };
    if (typeof Type === "string")
      found.push({ type: Type, properties: Properties });
    else Object.values(value).forEach(look);
  };
  look(resources);
  return found;
}
