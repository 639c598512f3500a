import fc from "fast-check";

/** Texts that have broken parsers, paths, patterns and prototypes before. */
const texts: readonly string[] = [
  "",
  " ",
  "\0",
  "name\0.txt",
  "../../../../etc/passwd",
  "..",
  ".",
  "/",
  "a//b/./c/../d",
  "%",
  "%00",
  "%2e%2e%2f",
  "%zz",
  "__proto__",
  "constructor",
  "toString",
  "hasOwnProperty",
  "ＡＷＳ",
  "i\u0307\u0130",
  "\u202Egnp.exe",
  "\uFEFF",
  "e\u0301\u{1F469}\u200D\u{1F680}",
  "\uFFFF",
  "*",
  "**?*?*?**",
  "a,b;c=d&e",
  "\r\nx-injected: 1",
  "<x>&amp;]]>",
  "'; DROP TABLE rows; --",
  "$LATEST",
  "arn:",
  "arn:aws:lambda:us-east-1:000000000000:function:",
  "arn:aws:iam::000000000000:role/../../x",
  "arn:aws:s3:::",
  "::::::::::",
  "000000000000",
  "NaN",
  "1e999",
  "-1",
  "9223372036854775808",
  "2026-13-45T99:99:99Z",
  "0001-01-01T00:00:00Z",
  "{}",
  "[]",
  "null",
  '{"__proto__":{"polluted":1}}',
  '{"Version":"2012-10-17","Statement":[]}',
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}}',
  '{"Version":"2012-10-17","Statement":[{"Effect":1,"Action":{},"Resource":[[]],"Condition":{"StringLike":{"aws:x":[null]}}}]}',
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"${aws:username}${","Condition":{"IpAddress":{"aws:SourceIp":"999.1.1.1/99"}}}]}',
  "[".repeat(5000),
  '{"a":'.repeat(5000),
  "a".repeat(129),
  "é".repeat(1025),
  "x".repeat(70_000),
  "*a".repeat(200),
  "(((((",
  "[a,b,...,c=1,",
  "{ $.a = 1 && ($.b = 2",
  "bytes=0-0,-1,5-",
  "bytes=9999999999999999999-",
  'W/"x", *',
];

export const hostileText = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...texts) },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ maxLength: 40 }) },
);

/** Around the ends of what types and limits hold. */
const numbers: readonly number[] = [
  0,
  -0,
  -1,
  1,
  2,
  60,
  1000,
  1001,
  10_240,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  -(2 ** 53),
  0.5,
  1e21,
  1e308,
  -1e308,
  5e-324,
];

export const hostileNumber = fc.oneof(
  fc.constantFrom(...numbers),
  fc.integer({ min: 0, max: 100 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

export const hostileBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc.constantFrom(
    new Uint8Array(),
    Buffer.from("PK\x05\x06"),
    Buffer.from("PK\x03\x04".repeat(50)),
    Buffer.from("{"),
    Buffer.alloc(100_000, "{[<&"),
  ),
);

/** Any JSON value, with members that should not be there. */
export const hostileJson: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, {}, [], [[]], [null], { a: { b: [] } }),
  hostileText,
  hostileNumber,
  fc.dictionary(
    fc.constantFrom("__proto__", "constructor", "Key", "a"),
    hostileText,
  ),
);
