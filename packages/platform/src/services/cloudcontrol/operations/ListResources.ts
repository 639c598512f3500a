import { randomUUID } from "node:crypto";
import {
  InvalidRequestException,
  ListResourcesCommand,
} from "@aws-sdk/client-cloudcontrol";
import { fault } from "../../../core/errors.ts";
import { operation } from "../../../core/operation.ts";
import { readToken, writeToken } from "../../../core/page.ts";
import type { ResourceSchema } from "../../../core/resource-type.ts";
import { handled } from "../handled.ts";
import { identifying, objectIn, propertiesOf } from "../identifier.ts";
import { knownType, unsupported } from "../known-type.ts";
import { needing } from "../needs.ts";
import { workContext } from "../work.ts";

const PAGE = 100;

/** Each resource is told by the properties that identify it; the others are for GetResource. */
export const ListResources = operation(ListResourcesCommand, {
  needs: (input) => needing("ListResources", input),

  async handle(input, ctx) {
    const type = await knownType(input, ctx);
    const { typeName } = type;
    if (!type.list) throw unsupported(typeName, "LIST");
    const list = type.list.bind(type);
    const schema = await type.schema();
    const isWanted = wanted(input.ResourceModel, schema);
    const rights = { caller: ctx.caller, roleArn: input.RoleArn };
    const all = await handled(typeName, async () =>
      list(await workContext(randomUUID(), rights, ctx)),
    );
    const after =
      input.NextToken === undefined
        ? ""
        : readToken(input.NextToken, () =>
            fault(InvalidRequestException, "The NextToken is not valid."),
          );
    const left = [...all]
      .filter((identifier) => isWanted(propertiesOf(identifier, schema)))
      .toSorted()
      .filter((identifier) => identifier > after);
    const shown = left.slice(0, input.MaxResults ?? PAGE);
    return {
      TypeName: typeName,
      ResourceDescriptions: shown.map((identifier) => ({
        Identifier: identifier,
        Properties: JSON.stringify(propertiesOf(identifier, schema)),
      })),
      ...(shown.length < left.length
        ? { NextToken: writeToken(shown.at(-1) ?? "") }
        : {}),
    };
  },
});

/** Narrows a listing by properties that identify. @throws Fault InvalidRequestException for others */
function wanted(
  model: string | undefined,
  schema: ResourceSchema,
): (properties: Readonly<Record<string, unknown>>) => boolean {
  if (model === undefined) return () => true;
  const given = objectIn(model);
  const names = identifying(schema);
  if (!given || !Object.keys(given).every((name) => names.includes(name)))
    throw fault(
      InvalidRequestException,
      `ResourceModel may hold what identifies a resource: ${names.join(", ")}.`,
    );
  return (properties) =>
    Object.entries(given).every(([name, value]) => properties[name] === value);
}
