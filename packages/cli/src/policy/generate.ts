import { writeFileSync } from "node:fs";
import { UsageError, type Words } from "../command.ts";
import { withClients } from "./clients.ts";
import { usageOf } from "./used.ts";

/** `gatehouse policy generate PRINCIPAL`: the least-privilege policy of what a user or role did. @returns the exit code */
export async function run({ positionals, values }: Words): Promise<number> {
  const [principal, ...more] = positionals;
  if (principal === undefined || more.length > 0)
    throw new UsageError("Name one user or role by its ARN.");
  return withClients(async (clients) => {
    const { policies, used } = await usageOf(principal, clients);
    if (policies.length === 0) {
      process.stderr.write(
        `gatehouse policy: nothing is recorded that ${principal} was allowed to do.\n`,
      );
      return 1;
    }
    if (policies.length > 1)
      process.stderr.write(
        `gatehouse policy: what was used takes ${policies.length} managed policies of IAM's size; they are written as a list.\n`,
      );
    const written = values["json"]
      ? { principal, policies, used }
      : policies.length === 1
        ? policies[0]
        : policies;
    const text = JSON.stringify(written, undefined, 2) + "\n";
    if (values["out"] === undefined) process.stdout.write(text);
    else writeFileSync(String(values["out"]), text);
    return 0;
  });
}
