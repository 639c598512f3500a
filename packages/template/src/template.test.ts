import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  bindParameters,
  brokenRules,
  conditionsOf,
  declarationsOf,
  dependenciesOf,
  expandLoops,
  readTemplate,
  resolveValue,
  type Scope,
  type Template,
} from "./index.ts";

const SCOPE: Scope = {
  parameters: { Stage: "live", Zones: ["a", "b"] },
  pseudo: {
    "AWS::Region": "us-east-1",
    "AWS::AccountId": "111122223333",
    "AWS::StackName": "shop",
  },
};

function template(text: string): Template {
  const reading = readTemplate(text);
  if (!reading.ok) throw new Error(reading.problem.message);
  return reading.value;
}

function problem(text: string): string {
  const reading = readTemplate(text);
  if (!reading.ok) return reading.problem.message;
  const declarations = declarationsOf(reading.value);
  if (!declarations.ok) return declarations.problem.message;
  const dependencies = dependenciesOf(reading.value, declarations.value);
  return dependencies.ok ? "" : dependencies.problem.message;
}

const AROUND = `
Parameters: { Stage: { Type: String, Default: test }, Zones: { Type: CommaDelimitedList, Default: "a,b" } }
Mappings: { Sizes: { live: { memory: 512 }, test: { memory: 128 } } }
Conditions:
  IsLive: !Equals [!Ref Stage, live]
  Both: !And [!Condition IsLive, !Not [!Equals [!Ref "AWS::Region", eu-west-1]]]
Resources:
  Queue: { Type: "AWS::SQS::Queue" }
`;

/** What a function gives, written as in a YAML template. */
function resolved(expression: string, scope: Scope = SCOPE): unknown {
  const whole = template(
    `${AROUND}  Probe:\n    Type: T\n    Properties:\n      it: ${expression}\n`,
  );
  const properties = (whole.resources["Probe"] as { Properties: { it: never } })
    .Properties;
  const outcome = resolveValue(properties.it, whole, scope);
  return outcome.ok ? outcome.value : outcome.problem.message;
}

const FUNCTIONS: readonly [expression: string, value: unknown][] = [
  ["!Ref Stage", "live"],
  ["!Ref Zones", ["a", "b"]],
  ['!Ref "AWS::Region"', "us-east-1"],
  ["{ a: 1, b: !Ref AWS::NoValue }", { a: 1 }],
  ["[1, !Ref AWS::NoValue, 2]", [1, 2]],
  ['!Sub "${Stage}-${AWS::Region}-${!Literal}"', "live-us-east-1-${Literal}"],
  ['!Sub ["${X}/${Stage}", { X: !Ref AWS::AccountId }]', "111122223333/live"],
  ['!Join ["-", [a, !Ref Stage, 1]]', "a-live-1"],
  ['!Join [",", !Ref Zones]', "a,b"],
  ['!Split [",", "a,b"]', ["a", "b"]],
  ['!Select [1, !Split [",", "a,b"]]', "b"],
  ["!FindInMap [Sizes, !Ref Stage, memory]", 512],
  ["!FindInMap [Sizes, none, memory, { DefaultValue: 1 }]", 1],
  ["!If [IsLive, yes-it-is, no]", "yes-it-is"],
  ["!If [Both, 1, !Ref AWS::NoValue]", 1],
  ["!Base64 text", "dGV4dA=="],
  ['!Cidr ["10.0.0.0/16", 2, 8]', ["10.0.0.0/24", "10.0.1.0/24"]],
  ['!Cidr ["2001:db8::/56", 2, 64]', ["2001:db8::/64", "2001:db8:0:1::/64"]],
  ["{ Fn::Length: !Ref Zones }", 2],
  ["{ Fn::ToJsonString: { a: !Ref Stage } }", '{"a":"live"}'],
  // What is not known stays, with what is known resolved in it.
  ["!Ref Queue", { Ref: "Queue" }],
  ["!GetAtt Queue.Arn", { "Fn::GetAtt": ["Queue", "Arn"] }],
  [
    '!Join ["-", [!Ref Stage, !Ref Queue]]',
    { "Fn::Join": ["-", ["live", { Ref: "Queue" }]] },
  ],
  ['!Sub "${Stage}-${Queue}"', { "Fn::Sub": "live-${Queue}" }],
  ["!ImportValue x", { "Fn::ImportValue": "x" }],
];

for (const [expression, value] of FUNCTIONS)
  test(`${expression} is resolved`, () => {
    deepEqual(resolved(expression), value);
  });

test("what stands in a stack is filled in once it is known", () => {
  const scope: Scope = {
    ...SCOPE,
    ref: (id) => `url-of-${id}`,
    attribute: (id, name) => `${id}/${name}`,
  };
  equal(resolved("!Ref Queue", scope), "url-of-Queue");
  equal(resolved("!GetAtt Queue.Arn", scope), "Queue/Arn");
  equal(resolved('!Sub "${Queue.Arn}!"', scope), "Queue/Arn!");
});

for (const [expression, message] of [
  ["!Select [5, [a]]", /nonexistent value at index 5/],
  [
    "!FindInMap [Sizes, none, memory]",
    /Unable to get mapping for Sizes::none::memory/,
  ],
  ["!FindInMap [None, a, b]", /Mapping named 'None' is not present/],
  ["!Join [a]", /Fn::Join/],
  ["!Sub 5", /^5$|Fn::Sub/],
  ["!If [Missing, 1, 2]", /Missing/],
  ["!GetAtt Nobody.Arn", /undefined resource Nobody/],
  ['!Cidr ["10.0.0.0/24", 3, 8]', /cannot divide/],
] as const)
  test(`${expression} is refused in CloudFormation's words`, () => {
    match(String(resolved(expression)), message);
  });

for (const [what, text, message] of [
  ["no resources", "Outputs: {}", /At least one Resources member/],
  [
    "an unknown section",
    "Resorces: {}",
    /Invalid template property or properties \[Resorces\]/,
  ],
  ["no type", "Resources: { A: {} }", /must contain a Type member/],
  [
    "an unknown attribute",
    "Resources: { A: { Type: T, Propertys: {} } }",
    /Propertys/,
  ],
  ["a bad name", "Resources: { a-b: { Type: T } }", /non alphanumeric/],
  [
    "a reference to nothing",
    "Resources: { A: { Type: T, Properties: { x: !Ref Nobody } } }",
    /Unresolved resource dependencies \[Nobody\]/,
  ],
  [
    "a substitution of nothing",
    'Resources: { A: { Type: T, Properties: { x: !Sub "${Nobody}" } } }',
    /\[Nobody\]/,
  ],
  [
    "a dependency on nothing",
    "Resources: { A: { Type: T, DependsOn: Nobody } }",
    /\[Nobody\]/,
  ],
  [
    "a circle",
    "Resources: { A: { Type: T, DependsOn: B }, B: { Type: T, DependsOn: C }, C: { Type: T, Properties: { x: !Ref A } } }",
    /Circular dependency between resources: \[A, B, C\]/,
  ],
  [
    "itself",
    "Resources: { A: { Type: T, Properties: { x: !Ref A } } }",
    /Circular dependency/,
  ],
  [
    "an unknown condition",
    "Resources: { A: { Type: T, Condition: C } }",
    /Unresolved condition dependency C/,
  ],
  ["YAML that is none", "Resources: [", /not well-formed/],
  [
    "a key that stands twice",
    "Resources: { A: { Type: T }, A: { Type: T } }",
    /not well-formed/,
  ],
  ["an alias", "Resources: { A: &a { Type: T }, B: *a }", /aliases/],
  [
    "an unknown version",
    "AWSTemplateFormatVersion: '2020-01-01'\nResources: { A: { Type: T } }",
    /AWSTemplateFormatVersion/,
  ],
  [
    "a text that is too long",
    `Resources: { A: { Type: ${"T".repeat(1_048_577)} } }`,
    /may not exceed/,
  ],
] as const)
  test(`a template with ${what} is refused`, () => {
    match(problem(text), message);
  });

test("a problem tells where it stands", () => {
  const reading = readTemplate(
    "Resources:\n  Good: { Type: T }\n  Bad-: { Type: T }\n",
  );
  ok(!reading.ok);
  deepEqual(reading.problem.position, { line: 3, column: 3 });
});

test("JSON is read as YAML is", () => {
  const { resources } = template(
    '{"Resources":{"A":{"Type":"T","Properties":{"x":{"Ref":"B"}}},"B":{"Type":"T"}}}',
  );
  deepEqual(Object.keys(resources), ["A", "B"]);
});

test("resources wait for what they refer to", () => {
  const whole = template(
    'Resources: { A: { Type: T, Properties: { x: !Sub "${B.Arn}" } }, B: { Type: T, DependsOn: [C] }, C: { Type: T } }',
  );
  const declarations = declarationsOf(whole);
  ok(declarations.ok);
  const dependencies = dependenciesOf(whole, declarations.value);
  ok(dependencies.ok);
  deepEqual([...(dependencies.value.get("A") ?? [])], ["B"]);
  deepEqual([...(dependencies.value.get("B") ?? [])], ["C"]);
});

const refusal = (outcome: unknown): string =>
  typeof outcome === "string" ? outcome : "";

test("parameters are bound and held to their constraints", () => {
  const whole = template(`
Parameters:
  Stage: { Type: String, AllowedValues: [live, test], Default: test }
  Count: { Type: Number, MinValue: 1, MaxValue: 3, Default: 2 }
  Name: { Type: String, AllowedPattern: "[a-z]+", MinLength: 2 }
  Many: { Type: "List<Number>", Default: "1, 2" }
Resources: { A: { Type: T } }`);
  const bound = (given: Record<string, string>) => {
    const outcome = bindParameters(whole, given);
    return outcome.ok ? outcome.value : outcome.problem.message;
  };
  deepEqual(bound({ Name: "shop" }), {
    Stage: "test",
    Count: "2",
    Name: "shop",
    Many: ["1", "2"],
  });
  equal(bound({}), "Parameters: [Name] must have values");
  equal(
    bound({ Name: "shop", Other: "x" }),
    "Parameters: [Other] do not exist in the template",
  );
  match(refusal(bound({ Name: "x" })), /length at least 2/);
  match(refusal(bound({ Name: "SHOP" })), /must match pattern/);
  match(
    refusal(bound({ Name: "shop", Stage: "x" })),
    /must be one of AllowedValues/,
  );
  match(refusal(bound({ Name: "shop", Count: "4" })), /greater than MaxValue/);
  match(refusal(bound({ Name: "shop", Many: "1,x" })), /is not a number/);
});

test("parameters of the Parameter Store take what is found there, and are refused without it", () => {
  const looking = template(
    'Parameters: { P: { Type: "AWS::SSM::Parameter::Value<String>", Default: /x, AllowedValues: [/x] }, L: { Type: "AWS::SSM::Parameter::Value<List<String>>", Default: /l }, N: { Type: "AWS::SSM::Parameter::Name", Default: /n } }\nResources: { A: { Type: T } }',
  );
  const outcome = bindParameters(looking, {}, { P: "one", L: "a, b" });
  ok(outcome.ok);
  deepEqual(outcome.value, { P: "one", L: ["a", "b"], N: "/n" });
  const refused = (one: ReturnType<typeof bindParameters>): string =>
    one.ok ? "" : one.problem.message;
  match(refused(bindParameters(looking, {})), /cannot be looked up/);
  match(
    refused(bindParameters(looking, { P: "/y" }, { P: "one", L: "a" })),
    /must be one of AllowedValues/,
  );
  match(
    refused(
      bindParameters(
        template(
          'Parameters: { P: { Type: "AWS::SSM::Parameter::Thing" } }\nResources: { A: { Type: T } }',
        ),
        {},
      ),
    ),
    /Unrecognized parameter type/,
  );
});

test("conditions that go round in circles are refused", () => {
  const outcome = conditionsOf(
    template(
      "Conditions: { A: !Not [!Condition B], B: !Not [!Condition A] }\nResources: { A: { Type: T } }",
    ),
    SCOPE,
  );
  ok(!outcome.ok);
  match(outcome.problem.message, /Circular dependency in conditions/);
});

test("a loop is written out, within another too", () => {
  const outcome = expandLoops(
    template(`
Transform: AWS::LanguageExtensions
Parameters: { Zones: { Type: CommaDelimitedList, Default: "a,b" } }
Resources:
  Fn::ForEach::Zone:
    - Zone
    - !Ref Zones
    - Fn::ForEach::Kind:
        - Kind
        - [x-1, y]
        - Queue\${Zone}&{Kind}:
            Type: AWS::SQS::Queue
            Properties: { QueueName: !Sub "\${Zone}-\${Kind}", Again: !Ref Zone }
`),
    SCOPE,
  );
  ok(outcome.ok);
  deepEqual(Object.keys(outcome.value.resources), [
    "Queueax1",
    "Queueay",
    "Queuebx1",
    "Queueby",
  ]);
  deepEqual(outcome.value.resources["Queuebx1"], {
    Type: "AWS::SQS::Queue",
    Properties: { QueueName: { "Fn::Sub": "b-x-1" }, Again: "b" },
  });
});

test("loops that make too much end with a clear problem", () => {
  const many = Array.from({ length: 150 }, (_, i) => `i${i}`).join(", ");
  const outcome = expandLoops(
    template(`
Resources:
  Fn::ForEach::A:
    - A
    - [${many}]
    - Fn::ForEach::B:
        - B
        - [${many}]
        - Q\${A}\${B}: { Type: T }
`),
    SCOPE,
  );
  ok(!outcome.ok);
  match(outcome.problem.message, /more than 10000 members/);
});

test("rules hold the parameters to what they say of each other", () => {
  const whole = template(`
Parameters: { Stage: { Type: String }, Size: { Type: String } }
Rules:
  Live:
    RuleCondition: !Equals [!Ref Stage, live]
    Assertions:
      - Assert: !Contains [[big, huge], !Ref Size]
        AssertDescription: live needs a big one
Resources: { A: { Type: T } }`);
  const broken = (Stage: string, Size: string) =>
    brokenRules(whole, { ...SCOPE, parameters: { Stage, Size } });
  deepEqual(broken("live", "big"), { ok: true, value: [] });
  deepEqual(broken("test", "small"), { ok: true, value: [] });
  deepEqual(broken("live", "small"), {
    ok: true,
    value: [{ rule: "Live", description: "live needs a big one" }],
  });
});

test("no text makes the reader throw", () => {
  const fragment = fc.constantFrom(
    "Resources:",
    "\n  A: ",
    "{ Type: T, ",
    "Properties: ",
    "!Sub ",
    "!GetAtt ",
    "!If [",
    "Fn::ForEach::X: ",
    "[",
    "]",
    "}",
    "&a ",
    "*a",
    '"${A.B}"',
    "? ",
    "- ",
    "!!binary x",
    "<<: ",
    "__proto__: ",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fragment, { maxLength: 20 }).map((parts) => parts.join("")),
        fc.jsonValue().map((value) => JSON.stringify({ Resources: value })),
      ),
      (text) => {
        const reading = readTemplate(text);
        if (!reading.ok) return;
        const declarations = declarationsOf(reading.value);
        if (!declarations.ok) return;
        dependenciesOf(reading.value, declarations.value);
        for (const { properties } of declarations.value)
          resolveValue(properties, reading.value, SCOPE);
      },
    ),
    { numRuns: 500 },
  );
});
