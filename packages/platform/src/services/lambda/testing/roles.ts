import {
  DeleteRolePolicyCommand,
  PutRolePolicyCommand,
} from "@aws-sdk/client-iam";
import type { Clients } from "../../../../testing/cloud.ts";
import { allowing } from "../../../../testing/principals.ts";

/** Gives a function of `makeFunction` further rights. */
export async function allowFunction(
  { iam }: Clients,
  name: string,
  action: string | readonly string[],
  resource: string | readonly string[] = "*",
): Promise<void> {
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: `${name}-role`,
      PolicyName: "more",
      PolicyDocument: allowing(action, resource),
    }),
  );
}

/** Takes away what `allowFunction` gave. */
export async function disallowFunction(
  { iam }: Clients,
  name: string,
): Promise<void> {
  await iam.send(
    new DeleteRolePolicyCommand({
      RoleName: `${name}-role`,
      PolicyName: "more",
    }),
  );
}
