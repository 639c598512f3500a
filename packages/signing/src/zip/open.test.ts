import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32, deflateRawSync } from "node:zlib";
import {
  descriptor,
  extraField,
  rawZip,
  streamed,
  uint64s,
} from "../testing/raw-zip.ts";
import { readAll } from "../testing/reading.ts";
import { lambdaLimits } from "./limits.ts";
import { writeZip } from "./write.ts";

const hello = { name: "hello.txt", body: "hello hello hello" };
const other = { name: "other.txt", body: "something else" };
const both = { "hello.txt": hello.body, "other.txt": other.body };

test("an ordinary archive is read in archive order", async () => {
  assert.deepEqual(await readAll(rawZip([hello, other])), both);
});

test("stored entries and folders are read", async () => {
  const bytes = writeZip([
    { name: "lib/", body: "" },
    { name: "lib/a.js", body: "a", method: 0 },
  ]);
  assert.deepEqual(await readAll(bytes), { "lib/": "", "lib/a.js": "a" });
});

test("a file larger than a window is inflated in chunks", async () => {
  const body = Buffer.alloc(5_000_000, "0123456789abcdef");
  const read = await readAll(writeZip([{ name: "big", body }]));
  assert.equal(typeof read === "object" && read["big"], body.toString());
});

test("streamed entries are accepted with every form of data descriptor, deflated or stored", async () => {
  for (const signed of [true, false])
    for (const wide of [true, false])
      for (const method of [0, 8] as const) {
        const bytes = rawZip([
          streamed({ ...hello, method }, { signed, wide }),
          streamed({ ...other, method }, { signed, wide }),
        ]);
        assert.deepEqual(await readAll(bytes), both);
      }
});

test("a data descriptor that lies is refused in each of its values", async () => {
  const size = deflateRawSync(hello.body).length;
  const sum = crc32(hello.body);
  const lies = [
    descriptor(sum + 1, size, hello.body.length, { signed: true }),
    descriptor(sum, size + 1, hello.body.length, { signed: true }),
    descriptor(sum, size, hello.body.length + 1, { signed: false }),
    descriptor(sum, size, hello.body.length + 1, { signed: true, wide: true }),
    Buffer.alloc(0),
  ];
  for (const lie of lies)
    assert.equal(
      await readAll(rawZip([streamed({ ...hello, descriptor: lie }), other])),
      "data-descriptor-mismatch",
    );
});

test("correct zip64 is accepted, as Python, Go and Info-ZIP write it", async () => {
  const size = hello.body.length;
  const packed = deflateRawSync(hello.body).length;
  const sizes = extraField(1, uint64s(size, packed));
  const mark = { compressedSize: 0xffffffff, uncompressedSize: 0xffffffff };
  const go = extraField(1, uint64s(size, packed, 0));
  const archives = [
    rawZip([{ ...hello, local: { ...mark, extra: sizes } }]),
    rawZip([
      {
        ...hello,
        local: { ...mark, extra: sizes },
        central: { ...mark, extra: sizes },
      },
    ]),
    rawZip([
      {
        ...hello,
        local: { ...mark, extra: sizes },
        central: { ...mark, extra: go },
      },
    ]),
  ];
  for (const bytes of archives)
    assert.deepEqual(await readAll(bytes), { "hello.txt": hello.body });
  assert.deepEqual(
    await readAll(writeZip([hello, other], { zip64: true })),
    both,
  );
});

test("zip64 values that contradict the plain ones are refused", async () => {
  const size = hello.body.length;
  const packed = deflateRawSync(hello.body).length;
  const mark = { compressedSize: 0xffffffff, uncompressedSize: 0xffffffff };
  const contradictions = [
    { central: { extra: extraField(1, uint64s(size, packed, 9)) } },
    { central: { ...mark } },
    { central: { ...mark, extra: extraField(1, uint64s(size)) } },
    { local: { ...mark, extra: extraField(1, uint64s(size)) } },
  ];
  for (const entry of contradictions)
    assert.equal(
      await readAll(rawZip([{ ...hello, ...entry }])),
      "zip64-contradiction",
    );
  const wide = Buffer.from(writeZip([hello, other], { zip64: true }));
  wide.writeUInt16LE(1, wide.length - 22 + 10);
  wide.writeUInt16LE(1, wide.length - 22 + 8);
  assert.equal(await readAll(wide), "zip64-contradiction");
});

test("a zip64 locator that points elsewhere is refused", async () => {
  const bytes = Buffer.from(writeZip([hello], { zip64: true }));
  bytes.writeUInt32LE(0, bytes.length - 22 - 20 + 8);
  assert.equal(await readAll(bytes), "zip64-contradiction");
});

test("local headers that disagree with the directory are refused, field by field", async () => {
  const lies = [
    { name: "hellO.txt" },
    { flags: 0 },
    { modified: 1 },
    { crc32: 1 },
    { uncompressedSize: 1 },
    { compressedSize: 1 },
  ];
  for (const local of lies)
    assert.equal(
      await readAll(rawZip([{ ...hello, local }, other])),
      "header-mismatch",
    );
  const stored = { ...hello, method: 0 as const, local: { method: 8 } };
  assert.equal(await readAll(rawZip([stored])), "header-mismatch");
});

test("a local zip64 field cannot smuggle in other sizes", async () => {
  const extra = extraField(1, uint64s(1, 1));
  assert.equal(
    await readAll(rawZip([{ ...hello, local: { extra } }])),
    "header-mismatch",
  );
});

test("a Unicode Path field may repeat the name but not give another", async () => {
  const field = (name: string) => {
    const head = Buffer.alloc(5);
    head[0] = 1;
    head.writeUInt32LE(crc32("hello.txt"), 1);
    return extraField(0x7075, Buffer.concat([head, Buffer.from(name)]));
  };
  const extra = field("hello.txt");
  assert.deepEqual(
    await readAll(rawZip([{ ...hello, local: { extra }, central: { extra } }])),
    { "hello.txt": hello.body },
  );
  assert.equal(
    await readAll(
      rawZip([{ ...hello, central: { extra: field("evil.txt") } }]),
    ),
    "header-mismatch",
  );
});

test("prepended bytes are refused, with offsets adjusted or not", async () => {
  const prefix = Buffer.from("#!/bin/sh\n");
  assert.equal(
    await readAll(Buffer.concat([prefix, rawZip([hello])])),
    "prepended-bytes",
  );
  assert.equal(
    await readAll(rawZip([{ ...hello, before: prefix }])),
    "prepended-bytes",
  );
});

test("trailing bytes are refused", async () => {
  const bytes = Buffer.concat([rawZip([hello]), Buffer.from("x")]);
  assert.equal(await readAll(bytes), "trailing-bytes");
});

test("bytes between entries, before the directory and before the end are refused", async () => {
  const hidden = Buffer.from("hidden");
  assert.equal(
    await readAll(rawZip([hello, { ...other, before: hidden }])),
    "gap",
  );
  assert.equal(await readAll(rawZip([{ ...hello, after: hidden }])), "gap");
  assert.equal(await readAll(rawZip([hello], { beforeEnd: hidden })), "gap");
});

test("bytes hidden behind the end of the compressed data are refused", async () => {
  const data = Buffer.concat([deflateRawSync(hello.body), Buffer.from("hid")]);
  assert.equal(await readAll(rawZip([{ ...hello, data }])), "gap");
  const body = Buffer.alloc(3_000_000, "abc");
  const large = Buffer.concat([deflateRawSync(body), Buffer.alloc(600_000)]);
  assert.equal(
    await readAll(rawZip([{ name: "big", body, data: large }])),
    "gap",
  );
});

test("entries that share or overrun data are refused", async () => {
  const twice = rawZip([hello, { ...other, central: { offset: 0 } }]);
  assert.equal(await readAll(twice), "overlap");
  const long = { compressedSize: 60 };
  assert.equal(
    await readAll(rawZip([{ ...hello, local: long, central: long }, other])),
    "overlap",
  );
});

test("a directory in another order than the data is refused", async () => {
  assert.equal(
    await readAll(rawZip([hello, other], { centralOrder: [1, 0] })),
    "order",
  );
});

test("two end records that both fit are refused, wherever the second hides", async () => {
  const inner = rawZip([other]);
  const withComment = (comment: Uint8Array) => rawZip([hello], { comment });
  assert.equal(await readAll(withComment(inner)), "several-end-records");
  const unfinished = Buffer.from(inner);
  unfinished.writeUInt16LE(3, unfinished.length - 2);
  assert.equal(await readAll(withComment(unfinished)), "several-end-records");
  const end = rawZip([]).toString("latin1");
  assert.equal(
    await readAll(rawZip([{ ...hello, central: { comment: end } }])),
    "several-end-records",
  );
});

test("an honest comment and a nested archive are no second end record", async () => {
  const inner = rawZip([other]);
  const nested = { name: "inner.jar", body: inner, method: 0 as const };
  const read = await readAll(
    rawZip([nested], { comment: Buffer.from("built") }),
  );
  assert.equal(typeof read, "object");
});

test("an end record that counts or measures wrongly is refused", async () => {
  for (const [end, code] of [
    [{ entryCount: 1 }, "malformed-record"],
    [{ entryCount: 3 }, "malformed-record"],
    [{ directoryOffset: 5 }, "prepended-bytes"],
    [{ directorySize: 5_000 }, "overlap"],
    [{ disk: 1 }, "unsupported-feature"],
  ] as const)
    assert.equal(await readAll(rawZip([hello, other], end)), code);
});

test("encryption is refused, by flag and by extra field", async () => {
  for (const flags of [0x801, 0x841, 0x2800])
    assert.equal(
      await readAll(
        rawZip([{ ...hello, local: { flags }, central: { flags } }]),
      ),
      "encrypted",
    );
  const extra = extraField(0x9901, Buffer.alloc(7));
  assert.equal(
    await readAll(rawZip([{ ...hello, central: { extra } }])),
    "encrypted",
  );
});

test("other compression methods and unknown flags are refused", async () => {
  for (const method of [9, 12, 14, 93, 95])
    assert.equal(
      await readAll(
        rawZip([{ ...hello, local: { method }, central: { method } }]),
      ),
      "unsupported-method",
    );
  const flags = 0x820;
  assert.equal(
    await readAll(rawZip([{ ...hello, local: { flags }, central: { flags } }])),
    "unsupported-feature",
  );
  assert.equal(
    await readAll(rawZip([{ ...hello, central: { disk: 1 } }])),
    "unsupported-feature",
  );
});

test("extra fields must be well formed, and those of other tools are let be", async () => {
  const timestamp = extraField(0x5455, Buffer.alloc(5));
  const java = extraField(0xcafe, Buffer.alloc(0));
  const fine = Buffer.concat([java, timestamp]);
  assert.deepEqual(
    await readAll(
      rawZip([
        { ...hello, local: { extra: fine }, central: { extra: timestamp } },
      ]),
    ),
    { "hello.txt": hello.body },
  );
  const bad = [
    Buffer.from([1, 2, 3]),
    Buffer.from([0x55, 0x54, 9, 0, 1]),
    Buffer.concat([timestamp, timestamp]),
  ];
  for (const extra of bad)
    assert.equal(
      await readAll(rawZip([{ ...hello, central: { extra } }])),
      "malformed-record",
    );
});

test("contents that are not as declared are refused while reading", async () => {
  const cases = [
    [{ crc32: 5 }, "checksum-mismatch"],
    [{ uncompressedSize: 99 }, "corrupt-data"],
    [{ uncompressedSize: 2 }, "corrupt-data"],
  ] as const;
  for (const [lie, code] of cases)
    assert.equal(
      await readAll(rawZip([{ ...hello, local: lie, central: lie }])),
      code,
    );
  const data = Buffer.from("this is not deflate data at all");
  assert.equal(await readAll(rawZip([{ ...hello, data }])), "corrupt-data");
});

test("large contents that are not as declared are refused while streaming", async () => {
  const body = Buffer.alloc(3_000_000, "abc");
  const big = { name: "big", body };
  for (const [lie, code] of [
    [{ crc32: 5 }, "checksum-mismatch"],
    [{ uncompressedSize: 4_000_000 }, "corrupt-data"],
    [{ uncompressedSize: 2_000_000 }, "corrupt-data"],
  ] as const)
    assert.equal(
      await readAll(rawZip([{ ...big, local: lie, central: lie }])),
      code,
    );
  const cut = deflateRawSync(body).subarray(0, 1_000);
  assert.equal(await readAll(rawZip([{ ...big, data: cut }])), "corrupt-data");
});

test("size, ratio and count beyond the limits are refused, and just within them accepted", async () => {
  const bytes = rawZip([hello, other]);
  const total = hello.body.length + other.body.length;
  const limit = (limits: object) =>
    readAll(bytes, { ...lambdaLimits, ...limits });
  assert.deepEqual(await limit({ unzipped: total }), both);
  assert.equal(await limit({ unzipped: total - 1 }), "too-large");
  assert.deepEqual(await limit({ entries: 2 }), both);
  assert.equal(await limit({ entries: 1 }), "too-many-entries");
  assert.equal(await limit({ ratio: 0.1, ratioFloor: 1 }), "ratio-exceeded");
  assert.equal(await limit({ centralDirectory: 50 }), "too-large");
  assert.equal(await limit({ name: 8 }), "invalid-name");
});

test("Lambda's default limits stop a bomb of zeros, by ratio and by size", async () => {
  const zeros = (size: number) => ({ name: "zeros", body: Buffer.alloc(size) });
  assert.equal(await readAll(writeZip([zeros(17 << 20)])), "ratio-exceeded");
  const lie = { uncompressedSize: 262_144_001 };
  assert.equal(
    await readAll(rawZip([{ ...hello, local: lie, central: lie }])),
    "too-large",
  );
});

test("a stored entry with two sizes and a folder with contents are refused", async () => {
  const lie = { uncompressedSize: 3 };
  assert.equal(
    await readAll(rawZip([{ ...hello, method: 0, local: lie, central: lie }])),
    "malformed-record",
  );
  assert.equal(
    await readAll(rawZip([{ name: "folder/", body: "x", mode: 0o040755 }])),
    "malformed-record",
  );
});

test("Java's deflated folders and Maven's modes of all ones are accepted", async () => {
  const bytes = rawZip([
    streamed({ name: "a/", body: "", mode: 0o177777 }),
    { name: "a/b", body: "b", mode: 0o177777 },
  ]);
  assert.deepEqual(await readAll(bytes), { "a/": "", "a/b": "b" });
});

test("devices, sockets and modes that contradict the name are refused", async () => {
  for (const mode of [0o020644, 0o060644, 0o140644, 0o040755])
    assert.equal(
      await readAll(rawZip([{ ...hello, mode }])),
      "unsupported-file-type",
    );
  assert.equal(
    await readAll(rawZip([{ name: "a/", body: "", mode: 0o120777 }])),
    "unsupported-file-type",
  );
});

test("files that are no archives or end early are refused", async () => {
  assert.equal(await readAll(Buffer.alloc(0)), "not-a-zip");
  assert.equal(await readAll(Buffer.alloc(100)), "not-a-zip");
  const bytes = rawZip([hello, other]);
  for (let length = 0; length < bytes.length; length++)
    assert.equal(typeof (await readAll(bytes.subarray(0, length))), "string");
});

test("an archive without entries opens, with nothing in it", async () => {
  assert.deepEqual(await readAll(rawZip([])), {});
});

test("versions and attributes that no specification knows are refused", async () => {
  const places = [
    [4, 64],
    [5, 20],
    [6, 33],
    [7, 1],
    [36, 2],
    [38, 0x10],
    [38, 0x40],
  ] as const;
  const bytes = rawZip([hello]);
  const record = bytes.indexOf("PK\x01\x02");
  for (const [offset, value] of places) {
    const odd = Buffer.from(bytes);
    odd[record + offset] = value;
    assert.equal(await readAll(odd), "unsupported-feature");
  }
  const local = Buffer.from(bytes);
  local[4] = 99;
  assert.equal(await readAll(local), "header-mismatch");
});
