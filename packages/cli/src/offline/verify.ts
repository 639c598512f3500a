import {
  describeChecks,
  revocationCheck,
  trustRootsFromPem,
  verifyPackage,
  type RevocationCheck,
  type TrustRoot,
  type Verification,
} from "@gatehouse/signing";
import { UsageError, type Words } from "../command.ts";
import { openPackage, readText } from "./files.ts";
import { bold, green, red } from "../paint.ts";
import { Progress, watched } from "./progress.ts";

/** Checks a signed package offline, with the reason of each check. @returns the exit code */
export async function run(words: Words): Promise<number> {
  const [path, ...more] = words.positionals;
  if (path === undefined || more.length > 0)
    throw new UsageError("Name one package.");
  const verification = await verified(path, words);
  process.stdout.write(
    words.values["json"]
      ? asJson(path, verification)
      : asText(path, verification),
  );
  return verification.verdict === "VALID" ? 0 : 1;
}

async function verified(
  path: string,
  { values, lists }: Words,
): Promise<Verification> {
  const roots = trustedRoots(lists["trust-root"] ?? []);
  const isRevoked =
    values["revoked"] === undefined
      ? undefined
      : revocations(String(values["revoked"]));
  const { profile } = lists;
  await using source = await openPackage(path);
  const progress = new Progress("Verifying", source.size);
  try {
    return await verifyPackage(watched(source, progress), {
      roots,
      now: timeOf(values["at"]),
      ...(profile ? { allowedProfiles: profile } : {}),
      ...(isRevoked ? { isRevoked } : {}),
    });
  } finally {
    progress.end();
  }
}

/** AWS's signatures have no framing digest, so it is required of none here; where there is one it is checked. */
function trustedRoots(files: readonly string[]): readonly TrustRoot[] {
  if (files.length === 0)
    throw new UsageError("Name a trust root: --trust-root ROOT.pem.");
  return files.flatMap((file) => {
    const reading = trustRootsFromPem(readText(file), {
      requireFraming: false,
    });
    if (!reading.ok)
      throw new UsageError(`${file} holds no trust root: ${reading.message}`);
    return reading.roots;
  });
}

function revocations(file: string): RevocationCheck {
  const text = readText(file);
  try {
    const {
      jobArns = [],
      profileVersions = {},
      certificateHashes = [],
    } = JSON.parse(text) as {
      jobArns?: string[];
      profileVersions?: Record<string, string>;
      certificateHashes?: string[];
    };
    const profiles = Object.entries(profileVersions).map(
      ([arn, from]) => [arn, timeOf(from)] as const,
    );
    return revocationCheck({
      jobArns,
      profileVersions: profiles,
      certificateHashes,
    });
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${file} does not hold revocations: ${error instanceof Error ? error.message : ""}`,
    );
  }
}

function timeOf(text: string | boolean | undefined): Date {
  if (text === undefined) return new Date();
  const date = new Date(String(text));
  if (Number.isNaN(date.getTime()))
    throw new UsageError(
      `"${text}" is not a time such as 2026-01-31T12:00:00Z.`,
    );
  return date;
}

function asJson(
  path: string,
  { verdict, checks, signature }: Verification,
): string {
  return (
    JSON.stringify(
      { package: path, verdict, signature: signature ?? null, checks },
      undefined,
      2,
    ) + "\n"
  );
}

function asText(
  path: string,
  { verdict, checks, signature }: Verification,
): string {
  const headline =
    verdict === "VALID" ? green(bold("VALID")) : red(bold(verdict));
  const facts = signature
    ? [
        `signed by   ${signature.profileVersionArn}`,
        `in job      ${signature.jobArn}`,
        `at          ${signature.signingTime.toISOString()}`,
        `valid until ${signature.expiresAt.toISOString()}`,
      ]
    : [];
  return [
    `${headline}  ${path}`,
    ...facts.map((fact) => `  ${fact}`),
    "",
    describeChecks(checks),
    "",
  ].join("\n");
}
