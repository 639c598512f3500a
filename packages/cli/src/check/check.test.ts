import { deepEqual, equal, match } from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const GATEHOUSE = fileURLToPath(
  new URL("../../bin/gatehouse.js", import.meta.url),
);
const folder = mkdtempSync(join(tmpdir(), "gatehouse-check-"));
after(() => rmSync(folder, { recursive: true, force: true }));

function put(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

function check(args: readonly string[], input = "") {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [GATEHOUSE, "check", ...args],
    { cwd: folder, encoding: "utf8", input },
  );
  equal(/\n\s+at /.test(stderr), false, stderr);
  return { status, stdout, stderr };
}

put({
  "rules/volumes.guard": `let volumes = Resources.*[ Type == "AWS::EC2::Volume" ]
rule encrypted when %volumes !empty {
  %volumes.Properties.Encrypted == true <<Volumes are encrypted.>>
}
rule all_is_well {
  encrypted
}
`,
  "good.yaml": `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: true
`,
  "bad.yaml": `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties:
      Encrypted: false
      Size: 10
`,
});

test("a template that complies ends with 0, one that does not with 19, and its text shows where, why and what would pass", () => {
  equal(check(["-r", "rules", "-d", "good.yaml"]).status, 0);
  const { status, stdout } = check(["-r", "rules", "-d", "bad.yaml"]);
  equal(status, 19);
  match(stdout, /bad\.yaml:5:18 {2}Disk \(AWS::EC2::Volume\)/);
  match(stdout, /> 5 \| {7}Encrypted: false\n {6}\| {18}\^{5}\n/);
  match(stdout, /Volumes are encrypted\./);
  match(stdout, /found {3}false is not equal to true/);
  match(stdout, /passes {2}Set Encrypted to true\./);
  match(stdout, /1 document: 2 failed/);
});

test("a payload, standard input and validate itself are read as cfn-guard reads them", () => {
  const payload = JSON.stringify({
    rules: ["rule a { x == 1 }"],
    data: ["x: 1", "x: 2"],
  });
  const { status, stdout } = check(
    ["-P", "-zo", "json", "-S", "none"],
    payload,
  );
  equal(status, 19);
  deepEqual(
    (JSON.parse(stdout) as { name: string; status: string }[]).map(
      ({ name, status: each }) => [name, each],
    ),
    [
      ["DATA_STDIN[1]", "PASS"],
      ["DATA_STDIN[2]", "FAIL"],
    ],
  );
  equal(check(["validate", "-r", "rules"], "Resources: {}").status, 19);
  equal(check(["-P"], '{"rules": []}').status, 5);
});

test("a suppression with a reason suppresses until its day, and a rule that depends on it with it", () => {
  const template = (entry: string) => `Resources:
  Disk:
    Type: AWS::EC2::Volume
    Metadata: {Gatehouse: {Suppress: [${entry}]}}
    Properties: {Encrypted: false}
`;
  put({
    "suppressed.yaml": template(
      "{Rule: encrypted, Reason: scratch, Until: 2999-12-31}",
    ),
    "expired.yaml": template(
      "{Rule: encrypted, Reason: scratch, Until: 2020-01-01}",
    ),
    "unreasoned.yaml": template("{Rule: encrypted}"),
  });
  const good = check(["-r", "rules", "-d", "suppressed.yaml"]);
  equal(good.status, 0);
  match(good.stdout, /SUPPRESSED {2}encrypted .* scratch, until 2999-12-31/);
  const json = check(["-r", "rules", "-d", "suppressed.yaml", "-z"]);
  const [report] = JSON.parse(json.stdout) as {
    status: string;
    not_compliant: unknown[];
    suppressed: { rule: string; reason: string }[];
  }[];
  equal(report?.status, "PASS");
  deepEqual(report?.not_compliant, []);
  deepEqual(
    report?.suppressed.map(({ rule, reason }) => [rule, reason]),
    [
      ["encrypted", "scratch"],
      ["all_is_well", "scratch"],
    ],
  );

  const strict = ["-r", "rules", "-d", "suppressed.yaml", "--no-suppressions"];
  equal(check(strict).status, 19);
  const expired = check(["-r", "rules", "-d", "expired.yaml"]);
  equal(expired.status, 19);
  match(expired.stderr, /was suppressed until 2020-01-01/);
  const unreasoned = check(["-r", "rules", "-d", "unreasoned.yaml"]);
  equal(unreasoned.status, 19);
  match(unreasoned.stderr, /without a Reason/);
});

test("a rule that only warns fails nothing, and is told", () => {
  const { status, stdout } = check([
    "-r",
    "rules",
    "-d",
    "bad.yaml",
    "--warn",
    "encrypted",
  ]);
  equal(status, 0);
  match(stdout, /WARN {2}encrypted/);
  equal(
    check(["-r", "rules", "-d", "bad.yaml", "--warn", "another"]).status,
    19,
  );
});

test("functions are resolved by parameters and defaults where that is asked for", () => {
  put({
    "param.yaml": `Parameters:
  Safe: {Type: String, AllowedValues: ["true", "false"], Default: "true"}
Conditions:
  Never: !Equals [!Ref Safe, never]
Resources:
  Disk:
    Type: AWS::EC2::Volume
    Properties: {Encrypted: !Ref Safe}
  Phantom:
    Type: AWS::EC2::Volume
    Condition: Never
    Properties: {Encrypted: false}
`,
    "param.json": '[{"ParameterKey": "Safe", "ParameterValue": "false"}]',
  });
  const run = (...args: string[]) =>
    check(["-r", "rules", "-d", "param.yaml", ...args]);
  const raw = run();
  equal(raw.status, 19);
  match(raw.stdout, /--resolve/);
  equal(run("--resolve").status, 0);
  equal(run("--parameters", "Safe=true").status, 0);
  const given = run("--parameters", "param.json");
  equal(given.status, 19);
  match(given.stdout, /param\.yaml:8:29 /);
});

test("rules are tested as cfn-guard tests them: 0, 7 and 1", () => {
  const tests = (status: string) =>
    `- name: t\n  input: {Resources: {}}\n  expectations: {rules: {encrypted: ${status}}}\n`;
  put({
    "suite/volumes.guard":
      "rule encrypted when Resources !empty { x exists }\n",
    "suite/tests/volumes_tests.yaml": tests("SKIP"),
    "wrong.yaml": tests("PASS"),
    "none.yaml": "- name: t\n",
  });
  equal(check(["test", "-d", "suite"]).status, 0);
  const rules = ["test", "-r", "suite/volumes.guard", "-t"];
  const wrong = check([...rules, "wrong.yaml", "-o", "json"]);
  equal(wrong.status, 7);
  deepEqual(JSON.parse(wrong.stdout), {
    rule_file: "suite/volumes.guard",
    test_cases: [
      {
        name: "t",
        passed_rules: [],
        failed_rules: [
          { name: "encrypted", expected: "PASS", evaluated: ["SKIP"] },
        ],
        skipped_rules: [],
      },
    ],
  });
  equal(check([...rules, "none.yaml"]).status, 1);
});

test("explain shows each clause with the value it found", () => {
  const { status, stdout } = check([
    "explain",
    "-r",
    "rules",
    "-d",
    "bad.yaml",
    "--rule",
    "encrypted",
  ]);
  equal(status, 19);
  match(stdout, /^FAIL rule encrypted {2}rules\/volumes\.guard:2\n/);
  match(stdout, /PASS Type == "AWS::EC2::Volume"/);
  match(
    stdout,
    /FAIL \/Resources\/Disk\/Properties\/Encrypted = false {2}bad\.yaml:5:18/,
  );
  equal(stdout.includes("all_is_well"), false);
});

test("the rules that rulegen writes parse, and their template keeps them", () => {
  const { status, stdout } = check(["rulegen", "-t", "bad.yaml"]);
  equal(status, 0);
  equal(
    stdout,
    `let aws_ec2_volume_resources = Resources.*[ Type == 'AWS::EC2::Volume' ]
rule aws_ec2_volume when %aws_ec2_volume_resources !empty {
  %aws_ec2_volume_resources.Properties.Encrypted == false
  %aws_ec2_volume_resources.Properties.Size == 10
}
`,
  );
  put({ "generated.guard": stdout });
  equal(check(["-r", "generated.guard", "-d", "bad.yaml"]).status, 0);
  equal(check(["-r", "generated.guard", "-d", "good.yaml"]).status, 19);
});

test("bad input is told with its place, and ends with 5", () => {
  put({
    "unparsed.guard": "rule x {\n  a ==\n}\n",
    "latin.guard": Uint8Array.from(
      Buffer.from("rule x {\n  a == '\xff'\n}", "latin1"),
    ),
    "endless.guard": "rule a {\n  b\n}\nrule b {\n  a\n}\n",
    "broken.json": '{"a": [1,\n 2,',
    "twice.yaml": "Resources:\n  A: 1\n  A: 2\n",
    "deep.json": "[".repeat(5_000) + "]".repeat(5_000),
    "large.json": JSON.stringify("x".repeat(10_000_000)).padStart(10_000_010),
    "latin.yaml": Uint8Array.from(Buffer.from("a: \xff\n", "latin1")),
    "nothing/readme.txt": "",
  });
  const wrong: [rules: string, data: string, told: RegExp][] = [
    ["unparsed.guard", "good.yaml", /unparsed\.guard:\d:\d+: Expected/],
    ["latin.guard", "good.yaml", /latin\.guard:2:9: .*UTF-8/],
    ["rules", "broken.json", /broken\.json:2:4: Expected/],
    ["rules", "twice.yaml", /twice\.yaml:3:3: .*second time/],
    ["rules", "deep.json", /deep\.json:1:\d+: .*200 levels/],
    ["rules", "large.json", /large\.json:1:\d+: .*larger than/],
    ["rules", "latin.yaml", /latin\.yaml:1:4: .*UTF-8/],
    ["rules", "nothing", /nothing: There is no document here/],
    ["rules", "missing.yaml", /missing\.yaml: There is no such file/],
    ["missing.guard", "good.yaml", /missing\.guard: There is no such file/],
  ];
  for (const [rules, data, told] of wrong) {
    const { status, stderr } = check(["-r", rules, "-d", data]);
    equal(status, 5, `${rules} ${data}: ${stderr}`);
    match(stderr, told);
  }
  const endless = check(["-r", "endless.guard", "-d", "good.yaml"]);
  equal(endless.status, 5);
  match(endless.stdout, /cannot be decided: The rule a depends on itself/);
});

test("wrong words end with 2", () => {
  for (const args of [
    [],
    ["-d", "good.yaml"],
    ["-r", "rules", "-d", "good.yaml", "-o", "xml"],
    ["-r", "rules", "-d", "good.yaml", "-a", "-m"],
    ["-r", "rules", "-P"],
    ["-r", "rules", "-d", "good.yaml", "-z", "-v"],
    ["-r"],
    ["-x"],
    ["test", "-r", "rules"],
    ["explain", "-r", "rules", "-d", "good.yaml", "--rule", "unknown"],
  ])
    equal(check(args).status, 2, args.join(" "));
});

test("what a template says steers no terminal", () => {
  put({
    "steer.json": JSON.stringify({
      Resources: {
        "\u001b[31mX": {
          Type: "AWS::EC2::Volume",
          Properties: { Encrypted: "\u009b2J" },
        },
      },
    }),
  });
  const { stdout } = check(["-r", "rules", "-d", "steer.json", "-v"]);
  // oxlint-disable-next-line no-control-regex -- it is about them
  equal(/[\u001b\u009b]/.test(stdout), false);
});

test("watching checks again after a change, until it is interrupted", async () => {
  put({ "watched/t.yaml": "Resources: {}\n" });
  const child = spawn(
    process.execPath,
    [GATEHOUSE, "check", "-r", "rules", "-d", "watched", "--watch"],
    { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
  );
  const told = (wanted: string) =>
    new Promise<void>((resolve) => {
      let seen = "";
      child.stderr.on("data", (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.includes(wanted)) resolve();
      });
    });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await told("Waiting for a change");
  const again = told("Waiting for a change");
  put({
    "watched/t.yaml":
      "Resources: {D: {Type: AWS::EC2::Volume, Properties: {Encrypted: true}}}\n",
  });
  await again;
  const ended = new Promise((resolve) => child.on("exit", resolve));
  child.kill("SIGINT");
  equal(await ended, 0);
  match(output, /1 document: 1 failed.*\n[^]*1 document: 2 passed/);
});
