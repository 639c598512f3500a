import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { CfnGuardFileReport } from "../src/index.ts";

/** The real cfn-guard, and the rules that come with it. */
export interface Oracle {
  /** What it says of all documents by all rule files, or how it ended. */
  validate(rules: readonly string[], documents: readonly string[]): Answer;
  /** Runs another of its commands. */
  run(...parameters: string[]): { readonly code: number; readonly out: string };
  /** Control Tower's rules by their file names. */
  readonly controlTower: ReadonlyMap<string, string>;
}

/** The exit codes of cfn-guard: 5 where rules do not parse, 255 and 101 where it breaks off. */
export type Answer =
  | { readonly code: 0 | 19; readonly reports: readonly CfnGuardFileReport[] }
  | { readonly code: number; readonly reports: undefined };

const HOME = join(import.meta.dirname, "..", "oracle");
const PACKAGE = join(
  HOME,
  "node_modules",
  "@cdklabs",
  "cdk-validator-cfnguard",
);
const PLATFORMS: Readonly<Record<string, string>> = {
  "linux-x64": "ubuntu/x86_64",
  "linux-arm64": "ubuntu/aarch64",
  "darwin-x64": "macos/x86_64",
  "darwin-arm64": "macos/aarch64",
};

/** Fetches the oracle when it is not there yet; tells why there is none where it cannot. */
export async function findOracle(): Promise<Oracle | string> {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  if (!platform) return `there is no cfn-guard for ${process.platform}`;
  const binary = join(PACKAGE, "bin", platform, "cfn-guard");
  if (!existsSync(binary)) {
    const npm = spawn(
      "npm",
      ["ci", "--ignore-scripts", "--no-audit", "--no-fund"],
      { cwd: HOME, stdio: "ignore", timeout: 120_000 },
    );
    npm.on("error", () => undefined);
    await once(npm, "close");
  }
  if (!existsSync(binary)) return "the registry has not given cfn-guard";
  chmodSync(binary, 0o755);
  return oracleAt(binary);
}

function oracleAt(binary: string): Oracle {
  const call = (parameters: readonly string[], input = "") => {
    const { status, stdout } = spawnSync(binary, parameters, {
      input,
      encoding: "utf8",
      maxBuffer: 1 << 29,
      env: { RUST_BACKTRACE: "0" },
    });
    return { code: status ?? -1, out: stdout };
  };
  const files = globSync(join(PACKAGE, "rules", "**", "*.guard")).sort();
  return {
    run: (...parameters) => call(parameters),
    validate(rules, documents) {
      const { code, out } = call(
        ["validate", "--payload", "-z", "-o", "json", "-S", "none"],
        JSON.stringify({ rules, data: documents }),
      );
      if ((code !== 0 && code !== 19) || out.trim() === "")
        return { code, reports: undefined };
      return { code, reports: JSON.parse(out) as CfnGuardFileReport[] };
    },
    controlTower: new Map(
      files.map((file) => [basename(file), readFileSync(file, "utf8")]),
    ),
  };
}
