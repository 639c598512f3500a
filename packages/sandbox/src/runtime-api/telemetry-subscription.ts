import { recordOf } from "../logs/log-format.ts";

/** The kinds of telemetry there are. */
export const TELEMETRY_TYPES = ["platform", "function", "extension"] as const;

/** One of `platform`, `function` and `extension`. */
export type TelemetryType = (typeof TELEMETRY_TYPES)[number];

/** The two APIs that telemetry is subscribed to by, with their paths. */
export const TELEMETRY_APIS = {
  telemetry: "/2022-07-01/telemetry",
  logs: "/2020-08-15/logs",
} as const;

/** What an extension wants to be sent. */
export interface Subscription {
  readonly api: keyof typeof TELEMETRY_APIS;
  readonly types: readonly TelemetryType[];
  readonly protocol: "HTTP" | "TCP";
  /** Within the environment's own network. */
  readonly port: number;
  readonly path: string;
  readonly maxItems: number;
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

const SCHEMAS = {
  telemetry: ["2022-07-01", "2022-12-13", "2025-01-29"],
  logs: ["2020-08-15", "2021-03-18"],
};
const BUFFERING = {
  maxItems: { least: 1_000, most: 10_000, otherwise: 10_000 },
  maxBytes: { least: 262_144, most: 1_048_576, otherwise: 262_144 },
  timeoutMs: { least: 25, most: 30_000, otherwise: 1_000 },
} as const;
// The extension's own listener; another place would be a way out of the environment.
const HOSTS = ["sandbox.localdomain", "sandbox"];

/** Reads a subscription, or says all that is wrong with it in one text. */
export function readSubscription(
  api: keyof typeof TELEMETRY_APIS,
  body: Buffer,
): Subscription | { readonly problem: string } {
  const given = recordOf(body.toString());
  if (!given) return { problem: "the body is not a JSON object" };
  const problems: string[] = [];
  const { schemaVersion = SCHEMAS[api][0] } = given;
  if (!SCHEMAS[api].some((version) => version === schemaVersion))
    problems.push(`schemaVersion must be one of ${SCHEMAS[api].join(", ")}`);
  const types = typesOf(given["types"], problems);
  const destination = destinationOf(given["destination"], problems);
  const buffering = bufferingOf(given["buffering"], problems);
  return problems.length > 0 || !destination
    ? { problem: problems.join("; ") }
    : { api, types, ...destination, ...buffering };
}

function typesOf(given: unknown, problems: string[]): TelemetryType[] {
  const types = Array.isArray(given) ? (given as unknown[]) : [];
  const known = TELEMETRY_TYPES.filter((type) => types.includes(type));
  if (types.length === 0) problems.push("types should not be empty");
  else if (types.some((type) => !known.some((one) => one === type)))
    problems.push(`types must be of ${TELEMETRY_TYPES.join(", ")}`);
  return known;
}

function destinationOf(
  given: unknown,
  problems: string[],
): Pick<Subscription, "protocol" | "port" | "path"> | undefined {
  const fields = isObject(given) ? given : {};
  const { protocol } = fields;
  if (protocol === "TCP") {
    const { port } = fields;
    if (isPort(port)) return { protocol, port, path: "" };
    problems.push("a TCP destination needs a port");
    return undefined;
  }
  if (protocol !== "HTTP") {
    problems.push("destination protocol must be HTTP or TCP");
    return undefined;
  }
  const { method = "POST", encoding = "JSON" } = fields;
  if (method !== "POST") problems.push("only the method POST is supported");
  if (encoding !== "JSON") problems.push("only the encoding JSON is supported");
  const uri = fields["URI"];
  const url =
    typeof uri === "string" && URL.canParse(uri) ? new URL(uri) : undefined;
  if (url?.protocol !== "http:" || !HOSTS.includes(url.hostname)) {
    problems.push("URI must begin with http://sandbox.localdomain:PORT");
    return undefined;
  }
  if (!isPort(Number(url.port))) {
    problems.push("URI port is not provided");
    return undefined;
  }
  const path = `${url.pathname}${url.search}`;
  return { protocol: "HTTP", port: Number(url.port), path };
}

function bufferingOf(
  given: unknown,
  problems: string[],
): Pick<Subscription, "maxItems" | "maxBytes" | "timeoutMs"> {
  const fields = isObject(given) ? given : {};
  if (given !== undefined && !isObject(given))
    problems.push("buffering must be an object");
  const read = (name: keyof typeof BUFFERING): number => {
    const { least, most, otherwise } = BUFFERING[name];
    const { [name]: value = otherwise } = fields;
    if (
      typeof value === "number" &&
      Number.isInteger(value) &&
      value >= least &&
      value <= most
    )
      return value;
    problems.push(`${name} must be from ${least} to ${most}`);
    return otherwise;
  };
  return {
    maxItems: read("maxItems"),
    maxBytes: read("maxBytes"),
    timeoutMs: read("timeoutMs"),
  };
}

function isPort(value: unknown): value is number {
  return (
    typeof value === "number" &&
    Number.isInteger(value) &&
    value > 0 &&
    value < 65_536
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
