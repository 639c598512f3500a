import type { Text, WrittenStatement } from "../document.ts";
import { found, type About, type Check, type Found } from "../finding.ts";
import { covers, overlap } from "../patterns.ts";
import type { KnownService } from "../reference.ts";
import { PARTITIONS, REGIONS } from "../regions.ts";

/** Whether resources are ARNs that AWS knows. */
export const resourceChecks: readonly Check[] = [
  function* ({ statements }, about) {
    for (const statement of statements) {
      for (const at of resourcesOf(statement)) yield* arn(at, about);
      yield* redundant(statement);
    }
  },
];

const resourcesOf = ({ resources, notResources }: WrittenStatement) => [
  ...resources,
  ...notResources,
];

function* arn(at: Text, about: About): Iterable<Found> {
  const text = at.value;
  if (text === "*" || text.startsWith("${")) return;
  if (!text.startsWith("arn:")) {
    if (!/^[*?]/.test(text)) yield found("INVALID_ARN_PREFIX", at);
    return;
  }
  const fields = text.split(":");
  if (fields.length < 6) {
    yield found("MISSING_ARN_FIELD", at, { fields: 6 });
    return;
  }
  const [, partition = "", service = "", region = "", account = ""] = fields;
  const resource = fields.slice(5).join(":");
  if (!PARTITIONS.has(partition) && isLiteral(partition))
    yield found("INVALID_PARTITION", at, { service, partition });
  if (!isLiteral(service)) return;
  if (service !== service.toLowerCase()) {
    yield found("INVALID_ARN_SERVICE_CASE", at, { service });
    return;
  }
  if (!about.reference.names.has(service)) {
    yield found("INVALID_SERVICE", at, { service });
    return;
  }
  if (region !== "" && isLiteral(region) && !REGIONS.has(region))
    yield found("INVALID_ARN_REGION", at, { region });
  if (
    isLiteral(account) &&
    account !== "" &&
    account !== "aws" &&
    !/^\d{12}$/.test(account)
  )
    yield found("INVALID_ARN_ACCOUNT", at, { account });
  const known = about.reference.services.get(service);
  if (known)
    yield* resourceOf(at, { service, region, account, resource }, known);
  yield* ofPolicysResource(at, service, about);
}

const isLiteral = (text: string): boolean => !/[*?$]/.test(text);

/** Characters of an ARN at most. */
const LONGEST_ARN = 2048;

interface Fields {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** Holds an ARN against the forms of its service's resource types. */
function* resourceOf(
  at: Text,
  { service, region, account, resource }: Fields,
  { resources }: KnownService,
): Iterable<Found> {
  if (resources.size === 0) return;
  if (resource.length > LONGEST_ARN) {
    yield found("INVALID_ARN_RESOURCE", at);
    return;
  }
  const written = resource.replaceAll(/\$\{[^}]*\}/g, "*");
  const forms = [...resources.values()]
    .map(formOf)
    .filter(
      (form) =>
        form.service === service &&
        (written.startsWith("*") || meets(form.resource, written)),
    );
  if (forms.length === 0) {
    yield found("INVALID_ARN_RESOURCE", at);
    return;
  }
  if (region !== "" && forms.every((form) => form.region === ""))
    yield found("ARN_REGION_NOT_ALLOWED", at, { service });
  if (region === "" && forms.every((form) => form.region !== ""))
    yield found("MISSING_ARN_REGION", at, { service });
  if (account !== "" && forms.every((form) => form.account === ""))
    yield found("ARN_ACCOUNT_NOT_ALLOWED", at, { service });
}

function formOf(arnForm: string): Fields {
  const plain = arnForm.replaceAll(/\$\{[^}]*\}/g, "*");
  const [, , service = "", region = "", account = "", ...resource] =
    plain.split(":");
  return { service, region, account, resource: resource.join(":") };
}

/** The first literal character tells most forms apart at once. */
const meets = (form: string, written: string): boolean =>
  (form.startsWith("*") || written.startsWith("?") || form[0] === written[0]) &&
  overlap(form, written);

const SERVICES_OF: Readonly<Record<string, string>> = {
  "AWS::S3::Bucket": "s3",
  "AWS::S3::AccessPoint": "s3",
  "AWS::S3ObjectLambda::AccessPoint": "s3-object-lambda",
  "AWS::DynamoDB::Table": "dynamodb",
};

function* ofPolicysResource(
  at: Text,
  service: string,
  { policyType, resourceType }: About,
): Iterable<Found> {
  const wanted = resourceType && SERVICES_OF[resourceType];
  if (policyType === "RESOURCE_POLICY" && wanted && service !== wanted)
    yield found("UNSUPPORTED_RESOURCE_ARN_IN_POLICY", at, {
      type: resourceType,
    });
}

const MOST_PATTERNS = 200;

function* redundant(statement: WrittenStatement): Iterable<Found> {
  for (const list of [statement.resources, statement.notResources]) {
    const patterns = list
      .filter(({ value }) => /[*?]/.test(value))
      .slice(0, MOST_PATTERNS);
    const seen = new Set<string>();
    const more = list.filter((at) => {
      const repeated = seen.has(at.value);
      seen.add(at.value);
      return (
        repeated ||
        patterns.some(
          ({ value }) => covers(value, at.value) && !covers(at.value, value),
        )
      );
    });
    if (more.length > 0)
      yield found("REDUNDANT_RESOURCE", more, { count: more.length });
  }
}
