import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";

const HOME = join(import.meta.dirname, "cdk");
const PROGRAM = join(HOME, "node_modules", "aws-cdk", "bin", "cdk");

/** Where the CDK's command line is: fetched when it is not there yet; undefined where the registry does not give it. */
export async function findCdk(): Promise<string | undefined> {
  if (!existsSync(PROGRAM)) {
    const npm = spawn(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
      { cwd: HOME, stdio: "ignore", timeout: 120_000 },
    );
    npm.on("error", () => undefined);
    await once(npm, "close");
  }
  return existsSync(PROGRAM) ? PROGRAM : undefined;
}
