import { readFileSync } from "node:fs";

/** What a service's model demands of its inputs; written by `scripts/constraints.ts`. */
export interface Constraints {
  /** The input shape of each operation whose input has any. */
  readonly operations: Readonly<Record<string, string>>;
  readonly shapes: Readonly<Record<string, ConstraintShape>>;
}

/** One shape; `members`, `item`, `key` and `value` name shapes, and only such as have constraints inside. */
export interface ConstraintShape {
  readonly kind: string;
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly item?: string;
  readonly key?: string;
  readonly value?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly sensitive?: boolean;
}

const none: Constraints = { operations: {}, shapes: {} };
const loaded = new Map<string, Constraints>();

/** The constraints of a service by its serviceId, read on first use; empty for a service without a file. */
export function constraintsOf(serviceId: string): Constraints {
  const known = loaded.get(serviceId);
  if (known) return known;
  const read = readConstraints(serviceId);
  loaded.set(serviceId, read);
  return read;
}

/** Where a service's constraints are kept. */
export function constraintsFile(serviceId: string): URL {
  const name = serviceId.toLowerCase().replaceAll(" ", "-");
  return new URL(`./${name}.generated.json`, import.meta.url);
}

/** Shapes whose values a service judges itself, with errors of its own. */
const LEFT_TO_THE_SERVICE: Readonly<Record<string, readonly string[]>> = {
  // AWS's own hooks are published by `aws-hooks`, which its patterns do not allow.
  CloudFormation: ["PublisherId", "ThirdPartyTypeArn"],
  SQS: [
    "QueueAttributeName",
    "MessageSystemAttributeName",
    "MessageSystemAttributeNameForSends",
  ],
};

function readConstraints(serviceId: string): Constraints {
  try {
    const { operations, shapes } = JSON.parse(
      readFileSync(constraintsFile(serviceId), "utf8"),
    ) as Constraints;
    const left = LEFT_TO_THE_SERVICE[serviceId] ?? [];
    const checked = Object.entries(shapes).filter(
      ([name]) => !left.includes(name),
    );
    return { operations, shapes: Object.fromEntries(checked) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return none;
    throw error;
  }
}
