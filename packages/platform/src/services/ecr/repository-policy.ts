import { RepositoryPolicyNotFoundException } from "@aws-sdk/client-ecr";
import { parsePolicy } from "@gatehouse/authz";
import type { Context, Place } from "../../core/context.ts";
import { fault } from "../../core/errors.ts";
import { bindPrincipals } from "../../core/identity/principal-ids.ts";
import type { ResourcePolicyOf } from "../../core/service.ts";
import { invalid, noneIn, type Found } from "./repository.ts";
import { namedRepository, repositories } from "./tables.ts";

interface Document {
  readonly Statement?: object | readonly object[];
}

/** A repository's policy decides about the repository. */
export const repositoryPolicy: ResourcePolicyOf = async (arn, _action, ctx) => {
  const named = namedRepository(arn);
  if (!named) return undefined;
  const { place, name } = named;
  const row = await ctx.table(repositories, place).get(name);
  return {
    document: row?.policy && JSON.stringify(aboutAll(JSON.parse(row.policy))),
    kind: "resource",
    accountId: place.accountId,
  };
};

/** A policy as it is to be stored, its principals named by their unique ids. @throws Fault InvalidParameter */
export async function storablePolicy(
  text: string,
  ctx: Context,
): Promise<string> {
  const refused = invalid("PolicyText", "Invalid repository policy provided");
  const document = readDocument(text);
  if (!document || statementsOf(document).some(namesResources)) throw refused;
  const parsed = parsePolicy(JSON.stringify(aboutAll(document)), "resource");
  if (!parsed.ok) throw refused;
  for (const { actions, notActions } of parsed.policy.statements)
    for (const action of actions ?? notActions ?? [])
      if (action !== "*" && !/^ecr:/i.test(action)) throw refused;
  const bound = await bindPrincipals(text, ctx);
  if (!bound.ok)
    throw invalid("PolicyText", `Principal not found: ${bound.unknown}`);
  return bound.document;
}

/** @throws Fault RepositoryPolicyNotFound */
export function policyOf({ repository, place }: Found): string {
  if (repository.policy === undefined)
    throw fault(
      RepositoryPolicyNotFoundException,
      `Repository policy does not exist for the repository with name '${repository.name}' ${inRegistry(place)}`,
    );
  return repository.policy;
}

/** The end of ECR's sentences about what a repository does not have. */
export const inRegistry = (place: Place): string =>
  noneIn(place).replace("does not exist ", "");

/** Statements of these policies name no resource: they mean the repository. */
function aboutAll(document: Document): Document {
  return {
    ...document,
    Statement: statementsOf(document).map((one) => ({ ...one, Resource: "*" })),
  };
}

const statementsOf = ({ Statement = [] }: Document): readonly object[] =>
  Array.isArray(Statement) ? (Statement as object[]) : [Statement];

const namesResources = (statement: object): boolean =>
  "Resource" in statement || "NotResource" in statement;

function readDocument(text: string): Document | undefined {
  try {
    const document = JSON.parse(text) as unknown;
    if (typeof document !== "object" || document === null) return undefined;
    const statements = statementsOf(document);
    return statements.every((one) => typeof one === "object" && one !== null)
      ? document
      : undefined;
  } catch {
    return undefined;
  }
}
