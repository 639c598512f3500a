import {
  CreateServiceLinkedRoleCommand,
  ListRolesCommand,
  type ListRolesResponse,
} from "@aws-sdk/client-iam";
import {
  GetPolicyCommand,
  GetLayerVersionPolicyCommand,
  ListFunctionsCommand,
  ListLayersCommand,
  ListLayerVersionsCommand,
} from "@aws-sdk/client-lambda";
import {
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  ListBucketsCommand,
} from "@aws-sdk/client-s3";
import type { ResourceType } from "@aws-sdk/client-accessanalyzer";
import { globalArn } from "../../../core/arn.ts";
import { roleCaller, type RoleCaller } from "../../../core/caller.ts";
import type { Context } from "../../../core/context.ts";
import { Fault } from "../../../core/errors.ts";
import { nameKey, roles } from "../../../core/identity/tables.ts";
import type { FoundAccess } from "../findings/reconcile.ts";
import { outsidersIn } from "./outsiders.ts";

const SERVICE = "access-analyzer.amazonaws.com";
const ROLE_NAME = "AWSServiceRoleForAccessAnalyzer";
const SESSION_MILLISECONDS = 3_600_000;

/** A resource's own policy. */
interface PolicyOfResource {
  readonly resource: string;
  readonly resourceType: ResourceType;
  readonly kind: "resource" | "trust";
  readonly document: string;
  /** A bucket that restricts public policies: while its policy is public, it lets nobody in from outside. */
  readonly restrictsPublic?: boolean;
}

/** Makes the role with which analyzers look at the account, with the rights of whoever makes the first analyzer. */
export async function ensureServiceRole(ctx: Context): Promise<void> {
  // Read aside: the role is made by a call of its own, which must not make this one begin again.
  if (await ctx.aside().table(roles).get(nameKey(ROLE_NAME))) return;
  await ctx.send(
    new CreateServiceLinkedRoleCommand({ AWSServiceName: SERVICE }),
    {
      as: "caller",
    },
  );
}

/** Who is let in from outside by the policies of the account's roles, and of its buckets, functions and layers in the Region. */
export async function outsideAccess(ctx: Context): Promise<FoundAccess[]> {
  const as = { as: await analyst(ctx) };
  const policies = [
    ...(await rolePolicies(ctx, as)),
    ...(await bucketPolicies(ctx, as)),
    ...(await functionPolicies(ctx, as)),
    ...(await layerPolicies(ctx, as)),
  ];
  return policies.flatMap((policy) => foundIn(policy, ctx.accountId));
}

function foundIn(
  { resource, resourceType, kind, document, restrictsPublic }: PolicyOfResource,
  accountId: string,
): FoundAccess[] {
  const outsiders = outsidersIn(document, kind, accountId);
  if (restrictsPublic && outsiders.some(({ isPublic }) => isPublic)) return [];
  return outsiders.map(({ statement: _, ...outsider }) => ({
    resource,
    resourceType,
    findingType: "ExternalAccess",
    key: JSON.stringify(outsider),
    details: [{ kind: "external", ...outsider }],
  }));
}

type As = { as: RoleCaller };

/** A session of the service-linked role: it reads what its policy lets it read, and leaves its records in the trail. */
async function analyst(ctx: Context): Promise<RoleCaller> {
  const role = (await ctx.table(roles).get(nameKey(ROLE_NAME))) ?? {
    arn: globalArn("iam", ctx.accountId, `role/${ROLE_NAME}`),
    roleName: ROLE_NAME,
    roleId: "",
  };
  return roleCaller(role, "access-analyzer", {
    issuedAt: ctx.now(),
    expiresAt: ctx.now() + SESSION_MILLISECONDS,
    mfa: false,
  });
}

async function rolePolicies(ctx: Context, as: As): Promise<PolicyOfResource[]> {
  const found: PolicyOfResource[] = [];
  let Marker: string | undefined;
  do {
    const answer: ListRolesResponse = await ctx.send(
      new ListRolesCommand({ Marker, MaxItems: 1000 }),
      as,
    );
    for (const { Arn = "", Path, AssumeRolePolicyDocument } of answer.Roles ??
      [])
      // Nobody can change who may use a service-linked role.
      if (!Path?.startsWith("/aws-service-role/"))
        found.push({
          resource: Arn,
          resourceType: "AWS::IAM::Role",
          kind: "trust",
          document: decodeURIComponent(AssumeRolePolicyDocument ?? ""),
        });
    Marker = answer.Marker;
  } while (Marker !== undefined);
  return found;
}

async function bucketPolicies(
  ctx: Context,
  as: As,
): Promise<PolicyOfResource[]> {
  const { Buckets = [] } = await ctx.send(
    new ListBucketsCommand({ BucketRegion: ctx.region }),
    as,
  );
  return policiesOf(Buckets, async ({ Name: Bucket = "" }) => {
    const { Policy } = await ctx.send(
      new GetBucketPolicyCommand({ Bucket }),
      as,
    );
    return {
      resource: `arn:aws:s3:::${Bucket}`,
      resourceType: "AWS::S3::Bucket",
      document: Policy,
      restrictsPublic: await restrictsPublic(Bucket, ctx, as),
    };
  });
}

async function restrictsPublic(
  Bucket: string,
  ctx: Context,
  as: As,
): Promise<boolean> {
  try {
    const { PublicAccessBlockConfiguration } = await ctx.send(
      new GetPublicAccessBlockCommand({ Bucket }),
      as,
    );
    return PublicAccessBlockConfiguration?.RestrictPublicBuckets === true;
  } catch (error) {
    if (isFault(error, "NoSuchPublicAccessBlockConfiguration")) return false;
    throw error;
  }
}

const isFault = (error: unknown, ...names: readonly string[]): boolean =>
  error instanceof Fault && names.includes(error.name);

async function functionPolicies(
  ctx: Context,
  as: As,
): Promise<PolicyOfResource[]> {
  const found: PolicyOfResource[] = [];
  let Marker: string | undefined;
  do {
    const answer = await ctx.send(
      new ListFunctionsCommand({ Marker, FunctionVersion: "ALL" }),
      as,
    );
    const functions = answer.Functions ?? [];
    found.push(
      ...(await policiesOf(functions, async ({ FunctionArn = "" }) => {
        // $LATEST's policy is the function's own.
        const FunctionName = FunctionArn.replace(/:\$LATEST$/, "");
        const { Policy } = await ctx.send(
          new GetPolicyCommand({ FunctionName }),
          as,
        );
        return {
          resource: FunctionName,
          resourceType: "AWS::Lambda::Function",
          document: Policy,
        };
      })),
    );
    Marker = answer.NextMarker;
  } while (Marker !== undefined);
  return found;
}

async function layerPolicies(
  ctx: Context,
  as: As,
): Promise<PolicyOfResource[]> {
  const found: PolicyOfResource[] = [];
  let Marker: string | undefined;
  do {
    const answer = await ctx.send(new ListLayersCommand({ Marker }), as);
    for (const { LayerName } of answer.Layers ?? []) {
      const { LayerVersions = [] } = await ctx.send(
        new ListLayerVersionsCommand({ LayerName }),
        as,
      );
      found.push(
        ...(await policiesOf(
          LayerVersions,
          async ({ LayerVersionArn = "", Version: VersionNumber }) => {
            const { Policy } = await ctx.send(
              new GetLayerVersionPolicyCommand({ LayerName, VersionNumber }),
              as,
            );
            return {
              resource: LayerVersionArn,
              resourceType: "AWS::Lambda::LayerVersion",
              document: Policy,
            };
          },
        )),
      );
    }
    Marker = answer.NextMarker;
  } while (Marker !== undefined);
  return found;
}

/** The policies of those that have one; a resource without a policy, or gone meanwhile, lets nobody in. */
async function policiesOf<Item>(
  items: readonly Item[],
  read: (item: Item) => Promise<
    Omit<PolicyOfResource, "kind" | "document"> & {
      document: string | undefined;
    }
  >,
): Promise<PolicyOfResource[]> {
  const found: PolicyOfResource[] = [];
  for (const item of items)
    try {
      const { document, ...policy } = await read(item);
      if (document) found.push({ ...policy, kind: "resource", document });
    } catch (error) {
      if (!isFault(error, ...GONE)) throw error;
    }
  return found;
}

const GONE = [
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "ResourceNotFoundException",
];
