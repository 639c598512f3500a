import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  createAuthority,
  renewSubordinate,
  certificatesFromPem,
  type Authority,
} from "@gatehouse/signing";
import { UsageError } from "../command.ts";

const RENEW_BEFORE = 30 * 86_400_000;

/**
 * The authority that a folder keeps, founded at its first use. `authority.json` holds its keys and is for
 * its owner alone; `root.pem` is what verifiers need.
 */
export function keptAuthority(
  folder: string,
  now: Date,
): { authority: Authority; rootFile: string } {
  const file = join(folder, "authority.json");
  const rootFile = join(folder, "root.pem");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const known = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Authority)
    : undefined;
  const authority = known
    ? renewed(known, now)
    : createAuthority({ name: "Gatehouse", now });
  if (authority !== known) {
    keep(rootFile, authority.root.certificatePem, 0o644);
    keep(file, JSON.stringify(authority, undefined, 2) + "\n", 0o600);
  }
  return { authority, rootFile };
}

/** `NAME/VERSION` of a profile; a folder gives each of its profiles one version and stays with it. */
export function profileVersionOf(folder: string, name: string): string {
  if (!/^\w{2,64}$/.test(name))
    throw new UsageError(
      "A profile's name has 2 to 64 letters, digits and underscores.",
    );
  const file = join(folder, "profiles.json");
  const versions = existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, string>)
    : {};
  const known = Object.hasOwn(versions, name) ? versions[name] : undefined;
  const version = known ?? randomBytes(5).toString("hex");
  if (known === undefined)
    keep(
      file,
      JSON.stringify({ ...versions, [name]: version }, undefined, 2) + "\n",
      0o644,
    );
  return `${name}/${version}`;
}

function renewed(authority: Authority, now: Date): Authority {
  const [certificate] = certificatesFromPem(
    authority.subordinate.certificatePem,
  );
  const ends = certificate?.notAfter.getTime() ?? 0;
  return ends - now.getTime() > RENEW_BEFORE
    ? authority
    : renewSubordinate(authority, now);
}

function keep(file: string, text: string, mode: number): void {
  const draft = `${file}.new`;
  writeFileSync(draft, text, { mode });
  renameSync(draft, file);
}
