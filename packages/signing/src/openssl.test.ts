import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { newPublisher, signingTime } from "./testing/publisher.ts";

const skip = spawnSync("openssl", ["version"]).error
  ? "OpenSSL is not on the PATH: our signatures were NOT checked with a stock tool"
  : false;

test(
  "stock openssl verifies our signature over the digest, and refuses another",
  { skip },
  async () => {
    const publisher = newPublisher();
    const bytes = await publisher.signFiles([{ name: "a", body: "contents" }]);
    const { evidence } = await publisher.verify(bytes);
    assert(evidence?.digest);
    const stranger = newPublisher().authority.root.certificatePem;
    const root = publisher.authority.root.certificatePem;
    const { signatureFile, digest } = evidence;

    assert.match(opensslVerify(signatureFile, digest, root), /successful/i);
    assert.match(
      opensslVerify(signatureFile, Buffer.alloc(48), root),
      /failure/i,
    );
    assert.match(opensslVerify(signatureFile, digest, stranger), /failure/i);
  },
);

/** What an auditor with stock tools would type, and what it says. */
function opensslVerify(
  signature: Uint8Array,
  digest: Uint8Array,
  root: string,
) {
  const folder = mkdtempSync(join(tmpdir(), "openssl-"));
  try {
    writeFileSync(join(folder, "SF"), signature);
    writeFileSync(join(folder, "digest.bin"), digest);
    writeFileSync(join(folder, "root.pem"), root);
    const time = String(Math.floor(+signingTime / 1000));
    const command = `cms -verify -binary -inform PEM -in SF -content digest.bin -CAfile root.pem -purpose any -attime ${time}`;
    const { stderr } = spawnSync("openssl", command.split(" "), {
      cwd: folder,
      encoding: "utf8",
    });
    return stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
