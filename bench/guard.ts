import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  evaluate,
  loadDocument,
  parseRules,
  type RuleFile,
} from "@gatehouse/guard";
import { findOracle, type Oracle } from "../packages/guard/testing/oracle.ts";
import type { Figure } from "./figure.ts";

const RULES = [
  `rule volumes_are_encrypted {
    Resources.*[ Type == "AWS::EC2::Volume" ] {
      Properties.Encrypted == true <<Volumes are encrypted.>>
      Properties.Size <= 500
    }
  }`,
  `let buckets = Resources.*[ Type == "AWS::S3::Bucket" ]
  rule buckets_are_encrypted when %buckets !empty {
    %buckets.Properties.BucketEncryption.ServerSideEncryptionConfiguration[*]
      .ServerSideEncryptionByDefault.SSEAlgorithm in ["aws:kms", "AES256"]
  }`,
  `rule resources_have_owners {
    Resources.*.Properties.Tags[*] { Key == /^[a-z]+$/ }
    some Resources.*.Properties.Tags[*].Key == "owner"
  }`,
];
const TYPES = [
  "AWS::EC2::Volume",
  "AWS::S3::Bucket",
  "AWS::SQS::Queue",
  "AWS::Lambda::Function",
];

/** The Guard engine beside the real cfn-guard, which reads and decides the same in its batch mode. */
export async function guard(): Promise<Figure[]> {
  const oracle = await findOracle();
  const real = typeof oracle === "string" ? undefined : oracle;
  const thousand = Array.from({ length: 1_000 }, (_, index) =>
    JSON.stringify(template(index, 6), undefined, 2),
  );
  const large = JSON.stringify(template(1, 90), undefined, 2);
  const items = Array.from({ length: 10_000 }, (_, index) =>
    JSON.stringify(configurationItem(index)),
  );
  return [
    cold(real),
    throughput("1,000 templates × 3 rules", RULES, thousand, real, "≤ 0.2 ×"),
    ...(real
      ? [
          throughput(
            `a template of ${Math.round(large.length / 1024)} KB × all of Control Tower's rules`,
            [...real.controlTower.values()],
            [large],
            real,
          ),
        ]
      : []),
    throughput(
      "10,000 configuration items × one rule",
      [
        `rule tracing when configuration.tracingConfig exists {
          configuration.tracingConfig.mode == "Active"
        }`,
      ],
      items,
      real,
    ),
  ];
}

/** Milliseconds for reading rules and documents and deciding them; the best of three runs of each. */
function throughput(
  what: string,
  rules: readonly string[],
  documents: readonly string[],
  oracle: Oracle | undefined,
  goal?: string,
): Figure {
  const ours = best(() => {
    const parsed = rules.map(parse);
    for (const text of documents) {
      const loaded = loadDocument(text);
      if (!loaded.ok) throw new Error(loaded.errors[0]?.message);
      for (const each of parsed) evaluate(each, loaded.document);
    }
  });
  return {
    what,
    value: ours,
    unit: "ms",
    ...(oracle
      ? {
          baseline: {
            what: "cfn-guard's batch mode",
            value: best(() => oracle.validate(rules, documents)),
          },
        }
      : {}),
    ...(goal === undefined ? {} : { goal }),
  };
}

/** A process of its own that reads a rule and a template and decides. */
function cold(oracle: Oracle | undefined): Figure {
  const directory = mkdtempSync(join(tmpdir(), "guard-bench-"));
  try {
    const [rules, document] = ["r.guard", "t.json"].map((name) =>
      join(directory, name),
    ) as [string, string];
    writeFileSync(rules, RULES[0] ?? "");
    writeFileSync(document, JSON.stringify(template(1, 6)));
    const script = `
      const { readFileSync } = await import("node:fs");
      const { evaluate, loadDocument, parseRules } = await import(${JSON.stringify(import.meta.resolve("@gatehouse/guard"))});
      const { rules } = parseRules(readFileSync(${JSON.stringify(rules)}, "utf8"));
      const { document } = loadDocument(readFileSync(${JSON.stringify(document)}));
      console.log(evaluate(rules, document).status);`;
    return {
      what: "one rule, one template, cold",
      value: best(() =>
        spawnSync(process.execPath, ["--input-type=module", "-e", script]),
      ),
      unit: "ms",
      ...(oracle
        ? {
            baseline: {
              what: "cfn-guard",
              value: best(() =>
                oracle.run("validate", "-r", rules, "-d", document),
              ),
            },
          }
        : {}),
      goal: "≤ 200 ms",
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function best(run: () => unknown): number {
  let least = Infinity;
  for (let round = 0; round < 3; round += 1) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

function parse(text: string): RuleFile {
  const parsed = parseRules(text);
  if (!parsed.ok) throw new Error(parsed.errors[0]?.message);
  return parsed.rules;
}

function template(seed: number, resources: number): unknown {
  return {
    AWSTemplateFormatVersion: "2010-09-09",
    Resources: Object.fromEntries(
      Array.from({ length: resources }, (_, index) => [
        `Resource${index}`,
        {
          Type: TYPES[(seed + index) % TYPES.length],
          Properties: {
            Encrypted: (seed * 7 + index) % 5 > 0,
            Size: (seed * 31 + index * 17) % 520,
            BucketEncryption: {
              ServerSideEncryptionConfiguration: [
                { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } },
              ],
            },
            Tags: [
              { Key: "owner", Value: `team-${seed % 9}` },
              { Key: "stage", Value: "prod" },
            ],
          },
        },
      ]),
    ),
  };
}

function configurationItem(index: number): unknown {
  return {
    resourceType: "AWS::Lambda::Function",
    resourceId: `function-${index}`,
    configuration: {
      functionName: `function-${index}`,
      tracingConfig: { mode: index % 3 === 0 ? "PassThrough" : "Active" },
      layers: [],
    },
    tags: { owner: "team" },
  };
}
