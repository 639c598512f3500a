import {
  serviceModel,
  type OperationModel,
  type Presented,
} from "@gatehouse/wire";
import { catalogue } from "../../packages/platform/src/catalogue.ts";
import type { Caller } from "../../packages/platform/src/core/caller.ts";
import type {
  Need,
  Operation,
} from "../../packages/platform/src/core/operation.ts";
import {
  internalRequest,
  RequestContext,
} from "../../packages/platform/src/gateway/request-context.ts";
import {
  REGION,
  type Cloud,
  type Keys,
} from "../../packages/platform/testing/cloud.ts";
import { shapeValues } from "../../packages/wire/src/testing/shape-values.ts";
import type { Named } from "./named.ts";
import type { World } from "./world.ts";

/** One operation with everything that it said it needs. */
export interface Declared {
  /** As `lambda:CreateFunction`: the service's name and the API's. */
  readonly name: string;
  readonly needs: readonly Need[];
  /** The names of all members of its input, at whatever depth. */
  readonly takes: readonly string[];
}

/** Asks every operation of every service what it needs, for a full request, a bare one, and the world's variants. */
export async function declaredNeeds(
  cloud: Cloud,
  world: World,
): Promise<Declared[]> {
  const user = await holderOf(cloud, world.keys);
  const declared: Declared[] = [];
  for (const entry of catalogue) {
    const { service } = await entry.load();
    const model = serviceModel({ ...service.sdk });
    for (const operation of service.operations.values()) {
      const name = `${service.name}:${operation.name}`;
      const inputs = inputsOf(
        model.operation(operation.name)!,
        world.named[service.name] ?? {},
        world.variants[name] ?? [],
      );
      const asked = await Promise.allSettled(
        inputs.map((input) =>
          needsOf(operation, input, cloud, world.callers[name] ?? user),
        ),
      );
      // A request may be one that the operation refuses to judge; not all of them.
      if (asked.every(({ status }) => status === "rejected"))
        throw new Error(`${name} never tells what it needs.`, {
          cause: asked,
        });
      const needs = asked.flatMap((one) =>
        one.status === "fulfilled" ? one.value : [],
      );
      declared.push({ name, needs, takes: namesIn(inputs[0]) });
    }
  }
  return declared;
}

/** Not the root user: it can neither assume roles nor be meant by operations on "the calling user". */
async function holderOf(
  { running: { platform } }: Cloud,
  { accessKeyId }: Keys,
): Promise<Caller> {
  const found = await platform.credentials.of({
    accessKeyId,
    sessionToken: undefined,
  } as Presented);
  if (!found.ok) throw new Error("The world's user has no key.");
  return found.caller;
}

function inputsOf(
  { input }: OperationModel,
  named: Named,
  variants: readonly Named[],
): readonly Named[] {
  const full = { ...shapeValues(named).of(input) };
  for (const name of Object.keys(named))
    if (named[name] === undefined) delete full[name];
  const required = input.members.filter(({ required }) => required);
  const bare = Object.fromEntries(
    required.map(({ name }) => [name, full[name]]),
  );
  return [full, bare, ...variants.map((variant) => ({ ...full, ...variant }))];
}

function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    name,
    ...namesIn(member),
  ]);
}

async function needsOf(
  operation: Operation,
  input: Named,
  { running: { platform } }: Cloud,
  caller: Caller,
): Promise<readonly Need[]> {
  const ctx = new RequestContext(platform, {
    caller,
    region: REGION,
    request: internalRequest("test"),
    requestId: operation.name,
  });
  return operation.needs(input as never, ctx);
}
