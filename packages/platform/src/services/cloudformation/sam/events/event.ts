import type { ObjectValue, Value } from "@gatehouse/template";
import { generated, passedOn, type Generated } from "../generated.ts";
import type { Rights } from "../policies/role.ts";
import type { Kinds } from "../properties.ts";
import type { Translation } from "../translation.ts";

/** The function, or its alias, that events are for. */
export interface EventTarget {
  readonly functionId: string;
  /** The serverless function as the template has it. */
  readonly resource: ObjectValue;
  /** What permissions and event source mappings call it by. */
  readonly name: Value;
  readonly arn: Value;
  /** What the function's role may do so far. */
  readonly rights: Rights;
}

export interface EventInput extends EventTarget {
  /** As the function has it among its events. */
  readonly eventId: string;
  /** The logical id of what is made for it. */
  readonly id: string;
  readonly properties: ObjectValue;
  readonly translation: Translation;
}

export interface EventOutput {
  readonly resources: readonly Generated[];
  readonly rights: Rights;
}

/** How events of one kind reach a function. */
export interface EventSource {
  readonly properties: Kinds;
  readonly make: (input: EventInput) => EventOutput;
}

/** The permission of a service to call the function. */
export function permission(
  { id, name, resource }: EventInput,
  principal: string,
  source: { readonly SourceArn?: Value; readonly SourceAccount?: Value },
): Generated {
  return generated(
    `${id}Permission`,
    "AWS::Lambda::Permission",
    {
      Action: "lambda:InvokeFunction",
      FunctionName: name,
      Principal: principal,
      ...source,
    },
    passedOn(resource),
  );
}
