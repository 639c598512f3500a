import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findOracle } from "../packages/guard/testing/oracle.ts";
import type { Figure } from "./figure.ts";

const GATEHOUSE = fileURLToPath(
  new URL("../packages/cli/bin/gatehouse.js", import.meta.url),
);
const RULES = `rule volumes_are_encrypted {
  Resources.*[ Type == "AWS::EC2::Volume" ] {
    Properties.Encrypted == true <<Volumes are encrypted.>>
    Properties.Size <= 500
  }
}
`;
const TEMPLATES = 1_000;

/** The command beside the real cfn-guard: processes of their own, from files to a verdict. */
export async function check(): Promise<Figure[]> {
  const oracle = await findOracle();
  const directory = mkdtempSync(join(tmpdir(), "check-bench-"));
  try {
    const rules = join(directory, "volumes.guard");
    const data = join(directory, "templates");
    writeFileSync(rules, RULES);
    mkdirSync(data);
    for (let index = 0; index < TEMPLATES; index += 1)
      writeFileSync(join(data, `${index}.yaml`), template(index));
    const one = ["-r", rules, "-d", join(data, "1.yaml")];
    const all = ["-r", rules, "-d", data, "-z", "-o", "json", "-S", "none"];
    const figure = (what: string, words: string[], goal?: string): Figure => ({
      what,
      value: best(() => run(process.execPath, [GATEHOUSE, "check", ...words])),
      unit: "ms",
      ...(typeof oracle === "string"
        ? {}
        : {
            baseline: {
              what: "cfn-guard",
              value: best(() => oracle.run("validate", ...words)),
            },
          }),
      ...(goal === undefined ? {} : { goal }),
    });
    return [
      figure("gatehouse check, one template, cold", one, "≤ 200 ms"),
      figure(`gatehouse check, ${TEMPLATES} templates, cold`, all),
    ];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function template(seed: number): string {
  const volumes = Array.from(
    { length: 6 },
    (_, index) => `  Volume${index}:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: ${(seed + index) % 7 > 0}
      Size: ${(seed * 31 + index * 17) % 520}
      AvailabilityZone: !Select [0, !GetAZs ""]
`,
  );
  return `AWSTemplateFormatVersion: "2010-09-09"\nResources:\n${volumes.join("")}`;
}

function run(program: string, words: readonly string[]): void {
  const { status, stderr } = spawnSync(program, words, { maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 19) throw new Error(String(stderr));
}

function best(work: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 5; round += 1) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
