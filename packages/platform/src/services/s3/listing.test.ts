import { deepEqual, equal, ok, rejects } from "node:assert/strict";
import { test } from "node:test";
import {
  CreateBucketCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
} from "@aws-sdk/client-s3";
import fc from "fast-check";
import { Table } from "../../core/table.ts";
import { UnitOfWork } from "../../store/unit-of-work.ts";
import { startCloud, type Cloud } from "../../../testing/cloud.ts";
import { pageOfObjects } from "./list/page-of-keys.ts";
import { latestVersions, type Latest } from "./tables.ts";

const Bucket = "shelf";

async function cloudWith(keys: readonly string[]): Promise<Cloud> {
  const cloud = await startCloud();
  await cloud.s3.send(new CreateBucketCommand({ Bucket }));
  await shelve(cloud, Bucket, keys);
  return cloud;
}

/** Puts rows into the table as PutObject does, thousands of them in one unit. */
async function shelve(
  { running }: Cloud,
  bucket: string,
  keys: readonly string[],
): Promise<void> {
  const { store } = running.platform;
  const unit = new UnitOfWork(store);
  const rows = tableOf(unit);
  for (const [sequence, key] of keys.entries())
    await rows.put({
      bucket,
      key,
      sequence,
      versionId: "null",
      modifiedAt: 0,
      content: {
        size: 0,
        eTag: "",
        pieces: [],
        checksum: { algorithm: "CRC32", type: "FULL_OBJECT", value: "" },
        headers: {},
        metadata: {},
        tags: {},
        storageClass: "STANDARD",
      },
    });
  await store.commit(unit.unit());
}

function tableOf(unit: UnitOfWork): Table<Latest> {
  return new Table(latestVersions, unit, { accountId: "", region: "" });
}

async function list(
  { s3 }: Cloud,
  more: Partial<ListObjectsV2CommandInput> = {},
) {
  const page = await s3.send(new ListObjectsV2Command({ Bucket, ...more }));
  return {
    keys: page.Contents?.map(({ Key }) => Key!) ?? [],
    prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix!) ?? [],
    page,
  };
}

test("keys are listed in the order of their UTF-8 bytes", async () => {
  const keys = ["B", "a", "a!", "a/b", "ab", "é", "\uffee", "😀", "\u{10000}"];
  await using cloud = await cloudWith(keys);
  const sorted = keys.toSorted((a, b) =>
    Buffer.compare(Buffer.from(a), Buffer.from(b)),
  );
  deepEqual((await list(cloud)).keys, sorted);
});

test("a delimiter rolls keys up, a prefix narrows, and both can be encoded", async () => {
  await using cloud = await cloudWith([
    "a.txt",
    "dir/",
    "dir/one two",
    "dir/sub/x",
    "dir/sub/y",
    "dir2/z",
    "z+é",
  ]);
  const top = await list(cloud, { Delimiter: "/" });
  deepEqual(top.keys, ["a.txt", "z+é"]);
  deepEqual(top.prefixes, ["dir/", "dir2/"]);
  equal(top.page.KeyCount, 4);

  const inside = await list(cloud, { Delimiter: "/", Prefix: "dir/" });
  deepEqual(inside.keys, ["dir/", "dir/one two"]);
  deepEqual(inside.prefixes, ["dir/sub/"]);

  const encoded = await list(cloud, {
    Delimiter: "/",
    EncodingType: "url",
    Prefix: "z+",
  });
  deepEqual(encoded.keys, ["z%2B%C3%A9"]);
  equal(encoded.page.Prefix, "z%2B");

  deepEqual((await list(cloud, { StartAfter: "dir/sub/x" })).keys, [
    "dir/sub/y",
    "dir2/z",
    "z+é",
  ]);
  deepEqual((await list(cloud, { MaxKeys: 0 })).keys, []);
  await rejects(list(cloud, { ContinuationToken: "?" }), {
    name: "InvalidArgument",
  });
  await rejects(list(cloud, { MaxKeys: -1 }), { name: "InvalidArgument" });
});

test("thousands of keys come in pages of a thousand", async () => {
  const keys = Array.from({ length: 2500 }, (_, i) => `key-${i}`);
  await using cloud = await cloudWith(keys);
  const seen: string[] = [];
  let token: string | undefined;
  let pages = 0;
  do {
    const { keys: some, page } = await list(cloud, {
      ...(token === undefined ? {} : { ContinuationToken: token }),
      MaxKeys: 5000,
    });
    seen.push(...some);
    token = page.NextContinuationToken;
    pages++;
  } while (token !== undefined);
  equal(pages, 3);
  deepEqual(seen, keys.toSorted());
});

test("the first version of the API goes on from a marker, and names it where a delimiter hides it", async () => {
  await using cloud = await cloudWith(["a/1", "a/2", "b", "c/1", "d"]);
  const page = (more: object) =>
    cloud.s3.send(new ListObjectsCommand({ Bucket, Delimiter: "/", ...more }));
  const first = await page({ MaxKeys: 1 });
  equal(first.NextMarker, "a/");
  const second = await page({ Marker: first.NextMarker, MaxKeys: 2 });
  deepEqual(
    second.Contents?.map(({ Key }) => Key),
    ["b"],
  );
  deepEqual(second.CommonPrefixes, [{ Prefix: "c/" }]);
  ok(second.Contents?.[0]?.Owner?.ID);
  const last = await page({ Marker: second.NextMarker });
  deepEqual(
    last.Contents?.map(({ Key }) => Key),
    ["d"],
  );
  equal(last.IsTruncated, false);
});

test("a page skips what a common prefix hides: few rows are read of very many", async () => {
  const keys = Array.from(
    { length: 8_000 },
    (_, i) => `${i % 4}/${String(i).padStart(6, "0")}`,
  );
  await using cloud = await cloudWith([...keys, "end"]);
  const { store } = cloud.running.platform;
  let read = 0;
  const scan = store.scan.bind(store);
  store.scan = async (table, range) => {
    const scanned = await scan(table, range);
    read += scanned.rows.length;
    return scanned;
  };
  const { prefixes, keys: shown } = await list(cloud, { Delimiter: "/" });
  deepEqual(prefixes, ["0/", "1/", "2/", "3/"]);
  deepEqual(shown, ["end"]);
  ok(read < 500, `${read} rows were read`);
});

test("pages of any length show what one list of all keys would", async () => {
  await using cloud = await startCloud();
  const { store } = cloud.running.platform;
  const key = fc
    .array(fc.constantFrom("a", "b", "/", "é", "😀", "\u0000", "\uffff"), {
      minLength: 1,
      maxLength: 6,
    })
    .map((parts) => parts.join(""));
  let bucket = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 40 }),
      fc.oneof(fc.constant(""), key),
      fc.constantFrom("", "/", "a/"),
      fc.integer({ min: 1, max: 7 }),
      async (keys, prefix, delimiter, limit) => {
        const name = `generated-${bucket++}`;
        await shelve(cloud, name, keys);
        const ctx = { table: () => tableOf(new UnitOfWork(store)) };
        const seen: string[] = [];
        for (let after: string | undefined = ""; after !== undefined;) {
          const page = await pageOfObjects(ctx as never, {
            bucket: name,
            prefix,
            delimiter,
            limit,
            after,
          });
          const some = [...page.rows.map((row) => row.key), ...page.prefixes];
          ok(some.length <= limit);
          seen.push(...some);
          after = page.last;
        }
        deepEqual(seen.toSorted(), expected(keys, prefix, delimiter));
      },
    ),
    { numRuns: 150 },
  );
});

/** The same list by the definition: filter, roll up, once each. */
function expected(
  keys: readonly string[],
  prefix: string,
  delimiter: string,
): string[] {
  const shown = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
      return at < 0 ? key : key.slice(0, at + delimiter.length);
    });
  return [...new Set(shown)].toSorted();
}
