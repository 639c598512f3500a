import { parseArn } from "../arn.ts";
import type { NeedsContext } from "../context.ts";
import { nameKey, principalIds, roles, users } from "./tables.ts";

/** Where principals are looked up: they may belong to any account. */
type Lookup = Pick<NeedsContext, "table">;

/**
 * Replaces the ARNs of users and roles in a policy's principals by their unique ids, as AWS does when a
 * policy with principals is saved: one that is made again under the same name is not meant. The text
 * must be a policy that `parsePolicy` took. Answers with the first ARN that nobody has, if there is one.
 */
export async function bindPrincipals(
  document: string,
  ctx: Lookup,
): Promise<{ ok: true; document: string } | { ok: false; unknown: string }> {
  const ids = new Map<string, string>();
  for (const name of principalNames(document).filter(isEntityArn)) {
    const id = await idOf(name, ctx);
    if (id === undefined) return { ok: false, unknown: name };
    ids.set(name, id);
  }
  return { ok: true, document: renamed(document, ids) };
}

/** The way back, for showing: an id whose user or role is gone stays an id, as it does in IAM. */
export async function unbindPrincipals(
  document: string,
  ctx: Lookup,
): Promise<string> {
  const arns = new Map<string, string>();
  for (const name of principalNames(document).filter(isUniqueId))
    arns.set(name, await shownPrincipal(name, ctx));
  return renamed(document, arns);
}

/** One principal as it is stored: a user or role by its unique id, all else as it is; undefined for an ARN that nobody has. */
export async function boundPrincipal(
  name: string,
  ctx: Lookup,
): Promise<string | undefined> {
  return isEntityArn(name) ? idOf(name, ctx) : name;
}

/** The way back for one principal; an id whose user or role is gone stays an id. */
export async function shownPrincipal(
  name: string,
  ctx: Lookup,
): Promise<string> {
  const holder = isUniqueId(name)
    ? await ctx.table(principalIds).get(name)
    : undefined;
  return holder?.arn ?? name;
}

async function idOf(arn: string, ctx: Lookup): Promise<string | undefined> {
  const { accountId = "", resource = "" } = parseArn(arn) ?? {};
  const name = nameKey(resource.split("/").at(-1) ?? "");
  if (resource.startsWith("user/")) {
    const user = await ctx.table(users, { accountId }).get(name);
    return user?.arn === arn ? user.userId : undefined;
  }
  const role = await ctx.table(roles, { accountId }).get(name);
  return role?.arn === arn ? role.roleId : undefined;
}

const isEntityArn = (name: string): boolean =>
  /^arn:[^:]+:iam::\d{12}:(user|role)\//.test(name);

const isUniqueId = (name: string): boolean =>
  /^A(IDA|ROA)[A-Z0-9]+$/.test(name);

function principalNames(document: string): string[] {
  const names = new Set<string>();
  renameIn(JSON.parse(document), (name) => {
    names.add(name);
    return name;
  });
  return [...names];
}

/** What does not change keeps its text to the letter. */
function renamed(document: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0) return document;
  const policy: unknown = JSON.parse(document);
  return JSON.stringify(renameIn(policy, (name) => names.get(name) ?? name));
}

/** The document with every `AWS` name of its Principal and NotPrincipal elements replaced; all else stays in its order. */
function renameIn(policy: unknown, rename: (name: string) => string): unknown {
  const element = (value: unknown): unknown =>
    isObject(value)
      ? withMembers(value, ["AWS"], (names) => eachOf(names, rename))
      : value;
  const statement = (one: unknown): unknown =>
    withMembers(one as object, ["Principal", "NotPrincipal"], element);
  return withMembers(policy as object, ["Statement"], (statements) =>
    eachOf(statements, statement),
  );
}

function withMembers(
  object: object,
  names: readonly string[],
  change: (value: unknown) => unknown,
): object {
  return Object.fromEntries(
    Object.entries(object).map(([name, value]: [string, unknown]) => [
      name,
      names.includes(name) ? change(value) : value,
    ]),
  );
}

function eachOf<T>(value: unknown, change: (one: T) => unknown): unknown {
  return Array.isArray(value)
    ? value.map((one) => change(one as T))
    : change(value as T);
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;
