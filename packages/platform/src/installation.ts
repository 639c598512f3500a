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
import { newAccessKey } from "./core/random.ts";
import type { Settings } from "./settings.ts";

/** An access key of the root user. */
export interface RootKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The installation's own key, made at the first start: 32 bytes in a file that only its owner reads. */
export function keptSecret(dataDir: string): Buffer {
  const file = join(dataDir, "installation.key");
  if (!existsSync(file)) keep(file, randomBytes(32).toString("hex"));
  const secret = Buffer.from(readFileSync(file, "utf8").trim(), "hex");
  if (secret.length !== 32)
    throw new Error(`${file} does not hold the installation's key.`);
  return secret;
}

/** The root user's key: the one that the settings give, else the one of an earlier start, else a new one. */
export function rootKeyOf(settings: Settings): RootKey {
  const { rootAccessKeyId: accessKeyId, rootSecretAccessKey: secretAccessKey } =
    settings;
  if (accessKeyId !== undefined && secretAccessKey !== undefined)
    return { accessKeyId, secretAccessKey };
  const known = settings.ephemeral ? undefined : keptRootKey(settings);
  if (known) return known;
  const made = newAccessKey();
  if (!settings.ephemeral)
    keep(
      rootKeyFile(settings.dataDir),
      JSON.stringify(made, undefined, 2) + "\n",
    );
  return made;
}

/** The root user's key as an earlier start kept it; undefined where the data directory holds none. */
export function keptRootKey({
  dataDir,
}: Pick<Settings, "dataDir">): RootKey | undefined {
  const file = rootKeyFile(dataDir);
  return existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as RootKey)
    : undefined;
}

function rootKeyFile(dataDir: string): string {
  return join(dataDir, "root-key.json");
}

/** Written beside its place, synced and renamed, so that a crash leaves no half file. */
function keep(file: string, text: string): void {
  const draft = `${file}.new`;
  const handle = openSync(draft, "w", 0o600);
  writeSync(handle, text);
  fsyncSync(handle);
  closeSync(handle);
  renameSync(draft, file);
}
