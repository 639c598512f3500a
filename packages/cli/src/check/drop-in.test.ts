import { deepEqual, equal } from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { findOracle } from "../../../guard/testing/oracle.ts";

const GATEHOUSE = fileURLToPath(
  new URL("../../bin/gatehouse.js", import.meta.url),
);
const oracle = await findOracle();
const folder = mkdtempSync(join(tmpdir(), "gatehouse-drop-in-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  "rules/volumes.guard": `let volumes = Resources.*[ Type == "AWS::EC2::Volume" ]
rule encrypted when %volumes !empty {
  %volumes {
    Properties.Encrypted == true <<Volumes are encrypted.>>
    Properties.Size <= 500 or Properties.Iops exists
    Properties.Kind in ["gp3", /^io/]
  }
}
rule dependent {
  encrypted
}
rule skipped when Resources.None exists {
  Resources exists
}
`,
  "rules/below/bare.ruleset": "Resources exists\nOutputs !exists\n",
  "unparsed.guard": "rule x {\n",
  "data/one.yaml": `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: !Ref Flag
      Size: 1000
      Kind: "it's: \\"odd\\" #x"
`,
  "data/two.json":
    '{"Resources": {"D": {"Type": "AWS::EC2::Volume", "Properties": {"Encrypted": true, "Size": 1, "Kind": "gp3"}}}}',
  "data/below/three.template": "Resources: {}\nOutputs: {A: {Value: 1.5}}\n",
  "data/readme.txt": "no document",
  "parameters.yaml": "Extra: {Limit: 5}\n",
  "tests/volumes.yaml": `- name: none
  input: {Resources: {}}
  expectations: {rules: {encrypted: SKIP, dependent: PASS}}
`,
};
for (const [name, content] of Object.entries(files)) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
}

const at = (...names: string[]) => names.map((name) => join(folder, name));
const WHOLE = ["-z", "-o", "json", "-S", "none"];

test(
  "documents, parameters and rule tests get the exit code and the JSON of the real cfn-guard",
  { skip: typeof oracle === "string" && oracle },
  () => {
    if (typeof oracle === "string") return;
    const [rules = "", data = "", parameters = "", tests = "", unparsed = ""] =
      at(
        "rules",
        "data",
        "parameters.yaml",
        "tests/volumes.yaml",
        "unparsed.guard",
      );
    const runs = [
      ["validate", "-r", rules, "-d", data, ...WHOLE],
      ["validate", "-r", rules, "-d", join(data, "two.json"), ...WHOLE],
      [
        "validate",
        "--rules",
        rules,
        "--data",
        data,
        "-i",
        parameters,
        "-a",
        ...WHOLE,
      ],
      ["validate", "-r", unparsed, "-d", data, ...WHOLE],
      ["validate", "-r", unparsed, rules, "-d", data, ...WHOLE],
      ["test", "-r", join(rules, "volumes.guard"), "-t", tests, "-o", "json"],
    ];
    for (const run of runs) {
      const real = oracle.run(...run);
      const { status, stdout } = spawnSync(
        process.execPath,
        [GATEHOUSE, "check", ...run],
        { encoding: "utf8" },
      );
      equal(status, real.code, run.join(" "));
      deepEqual(comparable(stdout), comparable(real.out), run.join(" "));
    }
  },
);

/** Without what cfn-guard prints of its memory, and with rule tests in one order. */
function comparable(text: string): unknown {
  return JSON.parse(text, (key, value: unknown) =>
    key === "reason" && typeof value === "string"
      ? value.replace(/, Value = [^]*/, "")
      : key === "skipped_rules" && Array.isArray(value)
        ? value.map((each: { name: string }) => each.name).sort()
        : value,
  );
}
