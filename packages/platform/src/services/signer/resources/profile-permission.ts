import {
  AddProfilePermissionCommand,
  ListProfilePermissionsCommand,
  RemoveProfilePermissionCommand,
  type AddProfilePermissionCommandInput,
  type Permission,
} from "@aws-sdk/client-signer";
import { Fault } from "../../../core/errors.ts";
import {
  resourceType,
  type ResourceContext,
} from "../../../core/resource-type.ts";
import { absent } from "./absent.ts";
import { schemaOf } from "./schemas.ts";

const typeName = "AWS::Signer::ProfilePermission";

/** Attempts where others change the same profile's permissions at the same time. */
const ATTEMPTS = 10;

/** A statement of a profile's policy; its identifier is the statement's id and the profile's name. */
export const profilePermission = resourceType({
  typeName,
  schema: schemaOf(typeName),

  async create(properties, ctx) {
    const { ProfileName, StatementId, Action, Principal, ProfileVersion } =
      properties as Readonly<Record<string, string>>;
    await changed(ProfileName!, ctx, (revisionId) =>
      ctx.send(
        new AddProfilePermissionCommand({
          profileName: ProfileName,
          statementId: StatementId,
          action: Action,
          principal: Principal,
          ...(ProfileVersion === undefined
            ? {}
            : { profileVersion: ProfileVersion }),
          ...(revisionId === undefined ? {} : { revisionId }),
        } as AddProfilePermissionCommandInput),
      ),
    );
    return `${StatementId}|${ProfileName}`;
  },

  async read(identifier, ctx) {
    const [StatementId = "", ProfileName = ""] = identifier.split("|");
    const { permissions } = await permissionsOf(ProfileName, ctx);
    const found = permissions.find(
      ({ statementId }) => statementId === StatementId,
    );
    if (!found) return undefined;
    return {
      StatementId,
      ProfileName,
      Action: found.action,
      Principal: found.principal,
      ...(found.profileVersion === undefined
        ? {}
        : { ProfileVersion: found.profileVersion }),
    };
  },

  async delete(identifier, ctx) {
    const [statementId = "", profileName = ""] = identifier.split("|");
    await changed(profileName, ctx, async (revisionId) => {
      if (revisionId !== undefined)
        await ctx
          .send(
            new RemoveProfilePermissionCommand({
              profileName,
              statementId,
              revisionId,
            }),
          )
          .catch(absent);
    });
  },
});

/** Changes are made from the revision that is read just before: one that is overtaken begins again. */
async function changed(
  profileName: string,
  ctx: ResourceContext,
  change: (revisionId: string | undefined) => Promise<unknown>,
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    const { revisionId } = await permissionsOf(profileName, ctx);
    try {
      await change(revisionId);
      return;
    } catch (error) {
      // Also a statement that is there already: it may be what an attempt made before a crash, whose turn then comes.
      const conflicts =
        error instanceof Fault && error.name === "ConflictException";
      if (!conflicts || attempt === ATTEMPTS) throw error;
    }
  }
}

/** The profile's permissions on all pages; a profile without any has no revision to name. */
async function permissionsOf(
  profileName: string,
  ctx: ResourceContext,
): Promise<{ revisionId?: string; permissions: readonly Permission[] }> {
  const permissions: Permission[] = [];
  let revisionId: string | undefined;
  let nextToken: string | undefined;
  do {
    const page = await ctx
      .send(
        new ListProfilePermissionsCommand({
          profileName,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
      )
      .catch(absent);
    permissions.push(...(page?.permissions ?? []));
    revisionId ??= page?.revisionId;
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return { permissions, ...(revisionId === undefined ? {} : { revisionId }) };
}
