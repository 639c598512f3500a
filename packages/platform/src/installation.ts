import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/**
 * The installation's own key, made at the first start: 32 bytes in a file that only its owner reads.
 * Written beside its place and renamed, so that a crash leaves no half key.
 */
export function keptSecret(dataDir: string): Buffer {
  const file = join(dataDir, "installation.key");
  if (!existsSync(file)) {
    const draft = `${file}.new`;
    const handle = openSync(draft, "w", 0o600);
    writeSync(handle, randomBytes(32).toString("hex"));
    fsyncSync(handle);
    closeSync(handle);
    renameSync(draft, file);
  }
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
  if (secret.length !== 32)
    throw new Error(`${file} does not hold the installation's key.`);
  return secret;
}
