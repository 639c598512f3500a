import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Fault } from "../../core/errors.ts";
import { byteRange } from "./byte-range.ts";
import { ALGORITHMS, base64Of, begin } from "./checksum/algorithms.ts";
import { combined, isLinear } from "./checksum/combine.ts";
import { matches } from "./conditions.ts";
import { encodingOf } from "./list/encoding.ts";
import { isPublic } from "./policy/is-public.ts";
import { tagsInHeader } from "./tags.ts";
import { newVersionId, sequenceOf } from "./version-id.ts";

test("a Range header gives bytes of the object, all of it, or a fault", () => {
  const header = fc.oneof(
    fc.string(),
    fc
      .tuple(fc.option(fc.nat(30)), fc.option(fc.nat(30)))
      .map(([from, to]) => `bytes=${from ?? ""}-${to ?? ""}`),
  );
  fc.assert(
    fc.property(header, fc.nat(20), (text, size) => {
      const range = faultOr(() => byteRange(text, size));
      if (range === undefined || range instanceof Fault) return;
      ok(range.start >= 0 && range.start <= range.end && range.end < size);
    }),
  );
});

test("a version's id gives its place back, and no other text does", () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (sequence) => {
      equal(sequenceOf(newVersionId(sequence)), sequence);
    }),
  );
  fc.assert(
    fc.property(fc.string(), (text) => {
      throws(() => sequenceOf(text), { name: "InvalidArgument" });
    }),
  );
});

test("a tagging header gives checked tags or a fault", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webQueryParameters()), (header) => {
      const tags = faultOr(() => tagsInHeader(header));
      if (!(tags instanceof Fault))
        ok(Object.keys(tags).every((key) => key && !key.startsWith("aws:")));
    }),
  );
  deepEqual(tagsInHeader("__proto__=1"), { ["__proto__"]: "1" });
});

test("any key survives the encoding of a listing, in characters that XML can hold", () => {
  const encode = encodingOf("url");
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (key) => {
      const encoded = encode(key);
      ok(/^[\w.~*/%-]*$/.test(encoded));
      equal(decodeURIComponent(encoded), key);
    }),
  );
});

test("the checksum of parts is the checksum of the whole", () => {
  const parts = fc.array(fc.uint8Array({ maxLength: 50 }), { minLength: 1 });
  for (const algorithm of ALGORITHMS) {
    if (!isLinear(algorithm)) continue;
    const of = (bytes: Uint8Array): string => {
      const running = begin(algorithm);
      running.update(bytes);
      return base64Of(running);
    };
    fc.assert(
      fc.property(parts, (some) => {
        const sized = some.map((bytes) => ({
          checksum: of(bytes),
          size: bytes.length,
        }));
        equal(combined(algorithm, sized), of(Buffer.concat(some)));
      }),
      { numRuns: 30 },
    );
  }
});

test("entity tags match with and without quotes, in lists, and by a star", () => {
  for (const header of ['"abc"', "abc", '"x", "abc"', "*"])
    ok(matches(header, "abc"), header);
  for (const header of ['"ab"', "", '"x", "y"', 'W/"abc"'])
    ok(!matches(header, "abc"), header);
});

test("a policy is public where everyone is let in without a fixed condition", () => {
  const statement = (more: object) =>
    isPublic(
      JSON.stringify({
        Version: "2012-10-17",
        Statement: {
          Effect: "Allow",
          Principal: "*",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::b/*",
          ...more,
        },
      }),
    );
  const when = (operator: string, key: string, value: string) =>
    statement({ Condition: { [operator]: { [key]: value } } });

  ok(statement({}));
  ok(statement({ Principal: { AWS: "*" } }));
  ok(isPublic("what cannot be read is not trusted"));
  ok(when("StringLike", "aws:PrincipalArn", "*"));
  ok(when("StringEquals", "aws:Referer", "https://a.example"));
  ok(when("StringNotEquals", "aws:SourceVpc", "vpc-1"));
  ok(when("StringEqualsIfExists", "aws:SourceVpc", "vpc-1"));
  ok(when("IpAddress", "aws:SourceIp", "0.0.0.0/0"));
  ok(when("StringEquals", "aws:SourceVpc", "${aws:username}"));

  ok(!statement({ Effect: "Deny" }));
  ok(!statement({ Principal: { AWS: "111122223333" } }));
  ok(!statement({ Principal: { Service: "lambda.amazonaws.com" } }));
  ok(!when("StringEquals", "aws:SourceVpc", "vpc-1"));
  ok(!when("IpAddress", "aws:SourceIp", "10.0.0.0/8"));
  ok(!when("StringEquals", "aws:PrincipalOrgID", "o-1"));
  ok(!when("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:*"));
});

/** The result, or the fault that was thrown; anything else thrown fails the test. */
function faultOr<T>(run: () => T): T | Fault {
  try {
    return run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}
