import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { oidcKeysOf } from "./issuers.ts";

void test("a key file gives each issuer its keys; one that does not is refused in words", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-issuers-"));
  const file = join(folder, "keys.json");
  const read = (text: string) => {
    writeFileSync(file, text);
    return oidcKeysOf({ oidcKeysFile: file });
  };
  try {
    const keys = [{ kty: "RSA", kid: "one" }];
    assert.deepEqual(
      read(JSON.stringify({ "https://issuer.example/": { keys } })),
      new Map([["https://issuer.example", keys]]),
    );
    assert.equal(oidcKeysOf({}).size, 0);
    for (const text of ["", "[]", '{"https://x.example": {}}', '"x"'])
      assert.throws(() => read(text), { name: "SettingsError" });
    rmSync(file);
    assert.throws(() => oidcKeysOf({ oidcKeysFile: file }), {
      message: /cannot be read/,
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
