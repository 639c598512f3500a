import type {
  Properties,
  ResourceSchema,
} from "../../../core/resource-type.ts";

/** The handlers that a hook's schema may name, by the action that they precede. */
export const HANDLERS = {
  CREATE: "preCreate",
  UPDATE: "preUpdate",
  DELETE: "preDelete",
} as const;

/** A hook's schema as it is written (CloudFormation CLI guide, "Hook schema"). */
export interface HookSchema {
  readonly typeName: string;
  readonly description?: string;
  readonly sourceUrl?: string;
  readonly documentationUrl?: string;
  readonly typeConfiguration?: {
    readonly properties?: Properties;
    readonly additionalProperties?: boolean;
    readonly required?: readonly string[];
  };
  readonly required?: readonly string[];
  readonly definitions?: Properties;
  readonly handlers: Readonly<Record<string, HookHandlerSchema | undefined>>;
}

interface HookHandlerSchema {
  readonly targetNames?: readonly string[];
}

/** A schema, or what is wrong with it. */
export type HookSchemaReading =
  | { readonly ok: true; readonly schema: HookSchema }
  | { readonly ok: false; readonly reason: string };

/** Reads a hook's `schema.json`. */
export function readHookSchema(
  text: string,
  typeName: string,
): HookSchemaReading {
  const schema = parsed(text);
  const refuse = (reason: string) => ({ ok: false as const, reason });
  if (!isObject(schema)) return refuse("The schema is not a JSON object.");
  if (schema["typeName"] !== typeName)
    return refuse(
      `The type name in the schema, ${String(schema["typeName"])}, is not the one that is registered, ${typeName}.`,
    );
  const { handlers } = schema;
  if (!isObject(handlers) || Object.keys(handlers).length === 0)
    return refuse("The schema names no handlers.");
  const known: readonly string[] = Object.values(HANDLERS);
  for (const [name, handler] of Object.entries(handlers)) {
    if (!known.includes(name))
      return refuse(`The schema names an unknown handler: ${name}.`);
    const targets = isObject(handler) ? handler["targetNames"] : undefined;
    if (!Array.isArray(targets) || !targets.every(isText))
      return refuse(`The handler ${name} names no targets.`);
  }
  return { ok: true, schema: schema as unknown as HookSchema };
}

/** What a configuration's `Properties` are held to. */
export function propertiesSchema({
  typeName,
  typeConfiguration = {},
  required = [],
  definitions,
}: Pick<
  HookSchema,
  "typeName" | "typeConfiguration" | "required" | "definitions"
>): ResourceSchema {
  return {
    typeName,
    properties: {},
    ...typeConfiguration,
    required: [...(typeConfiguration.required ?? []), ...required],
    ...(definitions ? { definitions } : {}),
    primaryIdentifier: [],
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): boolean => typeof value === "string";
