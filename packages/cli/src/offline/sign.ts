import { randomUUID } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { identityFromPem, issueSigner, signPackage } from "@gatehouse/signing";
import { keptAuthority, profileVersionOf } from "./authority-folder.ts";
import { UsageError, type Words } from "../command.ts";
import { openPackage } from "./files.ts";
import { bold, green, red } from "../paint.ts";
import { Progress, watched } from "./progress.ts";

const DAY = 86_400_000;
const PLACE = "arn:aws:signer:us-east-1:000000000000:";

/** Signs a package offline, in AWS Signer's format. @returns the exit code */
export async function run(words: Words): Promise<number> {
  const { values, positionals } = words;
  const [path, ...more] = positionals;
  const out = values["out"];
  if (path === undefined || more.length > 0)
    throw new UsageError("Name one package.");
  if (typeof out !== "string")
    throw new UsageError("Say where to write it: --out SIGNED.zip.");
  const days = Number(values["days"] ?? 365);
  if (!Number.isInteger(days) || days < 1 || days > 4109)
    throw new UsageError(
      "--days must be a number from 1 to 4109 (135 months).",
    );

  const now = new Date();
  const folder = String(values["authority"] ?? "./.gatehouse/authority");
  const { authority, rootFile } = keptAuthority(folder, now);
  const issue = issueSigner(authority, now);
  if (!issue.ok) throw new Error(issue.message);
  const stated = {
    jobArn: `${PLACE}/signing-jobs/${randomUUID()}`,
    profileVersionArn: `${PLACE}/signing-profiles/${profileVersionOf(folder, String(values["profile"] ?? "local"))}`,
    signingTime: now,
    expiresAt: new Date(now.getTime() + days * DAY),
  };

  await using source = await openPackage(path);
  const progress = new Progress("Signing", source.size * 2);
  const signed = await signPackage(watched(source, progress), {
    identity: identityFromPem(issue.chainPem, issue.privateKeyPem),
    ...stated,
  });
  if (!signed.ok) {
    progress.end();
    if (values["json"])
      print({ signed: false, code: signed.code, message: signed.message });
    else
      process.stderr.write(
        `${red(bold("not signed"))}  ${path}: ${signed.message}\n`,
      );
    return 1;
  }
  await written(out, signed.write());
  progress.end();
  if (values["json"])
    print({ signed: true, package: out, ...stated, trustRoot: rootFile });
  else
    process.stdout.write(
      `${green(bold("signed"))}  ${out}\n  as          ${stated.profileVersionArn}\n  in job      ${stated.jobArn}\n  valid until ${stated.expiresAt.toISOString()}\n  check it    gatehouse verify ${out} --trust-root ${rootFile}\n`,
    );
  return 0;
}

/** Written beside its place and renamed: a half package never stands there. */
async function written(
  out: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<void> {
  const draft = `${out}.${process.pid}.new`;
  try {
    await pipeline(Readable.from(bytes), createWriteStream(draft));
    await rename(draft, out);
  } catch (error) {
    await rm(draft, { force: true });
    throw new UsageError(
      `${out} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function print(value: object): void {
  process.stdout.write(JSON.stringify(value, undefined, 2) + "\n");
}
