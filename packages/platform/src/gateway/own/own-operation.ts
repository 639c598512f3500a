import type { OperationModel } from "@gatehouse/wire";
import type { Context, NeedsContext } from "../../core/context.ts";
import type { Need, Operation } from "../../core/operation.ts";

/** A signed call of the platform's own, under `/_gatehouse/`: performed and recorded as AWS's are. */
export interface OwnOperation {
  /** As `POST /_gatehouse/explain`. */
  readonly route: string;
  readonly model: OperationModel;
  readonly operation: Operation;
  /** Reads the body. @throws Fault ValidationException */
  readonly read: (body: unknown) => object;
}

/** Defines an own operation; the CloudTrail record shows `members` of its input. */
export function ownOperation<Input extends object, Output extends object>(
  name: string,
  spec: {
    route: string;
    members: readonly string[];
    readOnly: boolean;
    read: (body: unknown) => Input;
    needs: (input: Input, ctx: NeedsContext) => Promise<readonly Need[]>;
    handle: (input: Input, ctx: Context) => Promise<Output>;
  },
): OwnOperation {
  const { route, members, readOnly, read, needs, handle } = spec;
  return {
    route,
    read,
    model: modelOf(name, members),
    operation: {
      name,
      needs,
      handle,
      maxBody: 1 << 16,
      audit: { category: "Management", readOnly, eventName: name, redact: [] },
    },
  };
}

type Structure = OperationModel["input"];

/** The model of an operation that no AWS API has, as far as its record needs one. */
export function modelOf(
  name: string,
  members: readonly string[],
): OperationModel {
  return {
    name,
    service: {
      serviceId: "Gatehouse",
      signingName: "gatehouse",
      apiVersion: "",
      defaultProtocol: "restJson1",
      targetPrefix: "",
      xmlNamespace: undefined,
      queryCompatible: false,
      operationNames: [],
      operation: () => undefined,
      error: () => undefined,
      route: () => undefined,
    },
    http: undefined,
    input: structureOf(`${name}Input`, members),
    output: structureOf(`${name}Output`, []),
    streamsInput: false,
    checksumsInput: false,
    streamsOutput: false,
    eventStreamOutput: false,
    inputMembers: members,
    sensitiveInput: [],
    sensitiveOutput: [],
  };
}

function structureOf(name: string, names: readonly string[]): Structure {
  const members = names.map((member) => ({
    name: member,
    traits: {},
    own: {},
    required: false,
    shape: {
      kind: "document" as const,
      timestamp: "default" as const,
      streaming: false,
    },
  }));
  return {
    kind: "structure",
    name,
    union: false,
    xmlName: undefined,
    queryError: undefined,
    httpError: undefined,
    members,
    member: (wanted) => members.find((each) => each.name === wanted),
  };
}
