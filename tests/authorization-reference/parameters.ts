import { PutParameterCommand } from "@aws-sdk/client-ssm";
import type { Cloud } from "../../packages/platform/testing/cloud.ts";
import { TAGS, type Named } from "./named.ts";

/** A tagged parameter of the Parameter Store, and what requests call it. */
export async function parameters({ ssm }: Cloud): Promise<Named> {
  const parameter = { Name: "/world/parameter", Value: "x" };
  await ssm.send(
    new PutParameterCommand({ ...parameter, Type: "String", Tags: TAGS }),
  );
  return {
    ...parameter,
    Names: [parameter.Name],
    Path: "/world",
    Recursive: true,
    Overwrite: true,
    Policies: "[]",
    ResourceType: "Parameter",
    ResourceId: parameter.Name,
    Tags: TAGS,
    TagKeys: ["team"],
  };
}
