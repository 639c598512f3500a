import { equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plainCborBytes } from "./codecs/cbor-writer.ts";
import {
  decode,
  serviceModel,
  WireFault,
  type OperationModel,
} from "./index.ts";
import type { ProtocolName, RequestHead } from "./request.ts";
import { sdkClient } from "./testing/in-process.ts";

const operations: readonly [ProtocolName, OperationModel, RequestHead][] = [
  [
    "restJson1",
    operation("lambda", "CreateFunction"),
    head("/2015-03-31/functions"),
  ],
  [
    "restXml",
    operation("s3", "PutBucketLifecycleConfiguration"),
    head("/b?lifecycle"),
  ],
  ["restXml", operation("s3", "DeleteObjects"), head("/b?delete")],
  ["awsQuery", operation("iam", "SimulateCustomPolicy"), head("/")],
  ["ec2Query", operation("iam", "TagRole"), head("/")],
  ["awsJson1.0", operation("cloudwatch", "PutMetricData"), head("/")],
  ["awsJson1.1", operation("cloudwatch-logs", "PutLogEvents"), head("/")],
  ["rpcv2Cbor", operation("cloudwatch", "PutMetricData"), head("/")],
];

function operation(client: string, name: string): OperationModel {
  return serviceModel(sdkClient(client)).operation(name)!;
}

function head(url: string): RequestHead {
  const [path = "", query = ""] = url.split("?");
  return { method: "POST", path, query, headers: {} };
}

/** Decoding yields a plain object or a WireFault with a 4xx: never another error, never a changed prototype. */
function holds(
  protocol: ProtocolName,
  op: OperationModel,
  request: RequestHead,
  body: Uint8Array,
): void {
  try {
    const input = decode(protocol, op, request, body);
    equal(Object.getPrototypeOf(input), Object.prototype);
  } catch (error) {
    ok(error instanceof WireFault, String((error as Error).stack));
    ok(error.status >= 400 && error.status < 500);
  }
  equal(({} as Record<string, unknown>)["polluted"], undefined);
}

const members = fc.constantFrom(
  "FunctionName",
  "Code",
  "ZipFile",
  "Environment",
  "Variables",
  "Timeout",
  "Layers",
  "Tags",
  "__proto__",
  "constructor",
  "MetricData",
  "Timestamp",
  "Dimensions",
  "Values",
  "logEvents",
  "timestamp",
  "message",
  "PolicyInputList",
);
const scalars = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -0,
    1e308,
    1.5,
    "",
    "NaN",
    "1970-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "====",
    { polluted: 1 },
  ),
  fc.double(),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.bigInt().map(Number),
);
const document = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    scalars,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(members, tie("value"), { maxKeys: 6 }),
  ),
})).value;

const xmlPieces = fc.array(
  fc.constantFrom(
    "<LifecycleConfiguration>",
    "</LifecycleConfiguration>",
    "<Rule>",
    "</Rule>",
    "<Delete>",
    "</Delete>",
    "<Object>",
    "</Object>",
    "<Key>",
    "</Key>",
    "<Filter><And/></Filter>",
    "&lt;",
    "&x;",
    "&#0;",
    "<![CDATA[",
    "]]>",
    "<!--",
    "-->",
    "<!DOCTYPE a [<!ENTITY x 'y'>]>",
    "<a b='c' b='d'/>",
    "<?xml?>",
    "text",
    "<Days>1</Days>",
    "<Date>x</Date>",
    "<",
    ">",
  ),
  { maxLength: 14 },
);
const formPieces = fc.array(
  fc.constantFrom(
    "PolicyInputList.member.1=x",
    "ActionNames.member.01=x",
    "ActionNames.member.99999999999=x",
    "Tags.entry.1.key=__proto__",
    "ContextEntries.member.1.ContextKeyValues.member.2=y",
    "MaxItems=1e9",
    "MaxItems=abc",
    "a.b.c.d=%zz",
    "=",
    "&",
    "%",
    "Tag.1.Key=k",
    "Tag=x",
  ),
  { maxLength: 10 },
);

for (const [protocol, op, request] of operations) {
  void test(`no bytes get more than a fault out of ${protocol} ${op.name}`, () => {
    const bodies = fc.oneof(
      fc.uint8Array({ maxLength: 64 }),
      document.map((value) => Buffer.from(JSON.stringify(value) ?? "")),
      document.map((value) => plainCborBytes(value)),
      fc.tuple(document, fc.nat(), fc.nat(255)).map(([value, at, byte]) => {
        const bytes = Buffer.from(plainCborBytes(value));
        bytes[at % bytes.length] = byte;
        return bytes;
      }),
      xmlPieces.map((pieces) => Buffer.from(pieces.join(""))),
      formPieces.map((pieces) => Buffer.from(pieces.join("&"))),
    );
    fc.assert(
      fc.property(bodies, (body) => holds(protocol, op, request, body)),
      { numRuns: 600 },
    );
  });
}

void test("fifty thousand levels of nesting are refused, not followed", () => {
  const deep = 50_000;
  const json = `${'{"And":'.repeat(deep)}{}${"}".repeat(deep)}`;
  const xml = `<LifecycleConfiguration>${"<Rule>".repeat(deep)}${"</Rule>".repeat(deep)}</LifecycleConfiguration>`;
  const cbor = Buffer.alloc(deep, 0x81);
  const form = `${"a.".repeat(deep)}b=1`;
  const all: [number, string | Uint8Array][] = [
    [1, xml],
    [3, form],
    [7, cbor],
  ];
  for (const [at, body] of all) {
    const [protocol, op, request] = operations[at]!;
    throws(
      () => decode(protocol, op, request, Buffer.from(body as string)),
      WireFault,
    );
  }
  // JSON members that no shape knows are skipped, however deep.
  const [protocol, op, request] = operations[6]!;
  ok(decode(protocol, op, request, Buffer.from(json)));
});

void test("values of the wrong type are told in AWS's words", () => {
  const told = (body: string): string => {
    try {
      decode(
        "awsJson1.1",
        operation("cloudwatch-logs", "PutLogEvents"),
        head("/"),
        Buffer.from(body),
      );
    } catch (error) {
      return `${(error as WireFault).code}: ${(error as WireFault).message}`;
    }
    return "accepted";
  };
  equal(
    told('{"logGroupName":1}'),
    "SerializationException: NUMBER_VALUE can not be converted to a String",
  );
  equal(
    told('{"logEvents":"x"}'),
    "SerializationException: Expected list or null",
  );
  equal(
    told('{"logEvents":["x"]}'),
    "SerializationException: Expected map or null",
  );
  equal(
    told('{"logEvents":[{"timestamp":"1"}]}'),
    "SerializationException: STRING_VALUE can not be converted to a Number",
  );
  equal(
    told('{"logEvents":[{"timestamp":1.5}]}'),
    "SerializationException: NUMBER_VALUE can not be converted to a Long",
  );
  equal(
    told("[]"),
    "SerializationException: Start of list found where not expected",
  );
  equal(
    told("{"),
    "SerializationException: Unexpected token received from parser",
  );
  equal(told('{"logGroupName":"g","unknown":[1]}'), "accepted");
  equal(told('{"logGroupName":null}'), "accepted");
});

void test("bytes that are not UTF-8 are refused", () => {
  const bad = Buffer.concat([
    Buffer.from('{"logGroupName":"'),
    Buffer.from([0xc3, 0x28]),
    Buffer.from('"}'),
  ]);
  throws(
    () =>
      decode(
        "awsJson1.1",
        operation("cloudwatch-logs", "PutLogEvents"),
        head("/"),
        bad,
      ),
    WireFault,
  );
});

void test("a __proto__ key of a map stays a plain key", () => {
  const body = Buffer.from(
    '{"Environment":{"Variables":{"__proto__":"x","A":"b"}}}',
  );
  const input = decode("restJson1", operations[0]![1], operations[0]![2], body);
  const { Variables } = input["Environment"] as { Variables: object };
  equal(Object.getPrototypeOf(Variables), Object.prototype);
  equal(Object.keys(Variables).join(), "__proto__,A");
});
