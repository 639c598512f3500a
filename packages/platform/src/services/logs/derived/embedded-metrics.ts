import type { Measurement } from "../../../core/telemetry.ts";
import { STANDARD_UNITS } from "./standard-units.ts";

/** What a message's embedded metrics come to. */
export interface Embedded {
  readonly measurements: readonly Measurement[];
  /** Parts that look like embedded metrics and are not as the specification has them. */
  readonly invalid: number;
}

const NONE: Embedded = { measurements: [], invalid: 0 };
const INVALID: Embedded = { measurements: [], invalid: 1 };

const METRICS_AT_MOST = 100;
const DIMENSIONS_AT_MOST = 30;
const VALUES_AT_MOST = 100;
const NAME_LENGTH = 1024;
const KEY_LENGTH = 250;
/** Every directive times every set of dimensions: more than this comes of no message that anyone means. */
const MEASUREMENTS_AT_MOST = 10_000;
const LARGEST = 2 ** 360;

const HOUR = 3_600_000;
const OLDEST = 14 * 24 * HOUR;
const LATEST = 2 * HOUR;

type Members = Readonly<Record<string, unknown>>;

/**
 * Reads the metrics embedded in a message (CloudWatch user guide, "Specification: Embedded metric format").
 * A directive that is not as specified is left out; what is logged is never refused for it.
 * @param now milliseconds since the epoch: metrics over two weeks old or two hours ahead are left out
 */
export function embeddedMetrics(message: string, now: number): Embedded {
  const root = rootOf(message);
  if (root === undefined) return NONE;
  const metadata = membersOf(root["_aws"]);
  const at = metadata?.["Timestamp"];
  const directives = metadata?.["CloudWatchMetrics"];
  if (!Array.isArray(directives)) return NONE;
  if (typeof at !== "number" || at < now - OLDEST || at > now + LATEST)
    return INVALID;

  const measurements: Measurement[] = [];
  let invalid = 0;
  for (const directive of directives) {
    const read = readDirective(directive, root, Math.floor(at));
    if (!read) invalid++;
    else if (measurements.length + read.length > MEASUREMENTS_AT_MOST)
      return INVALID;
    else measurements.push(...read);
  }
  return { measurements, invalid };
}

/** What `console.log` of Lambda's Node.js runtimes writes before the message. */
const PREFIX = /^[^\t{]{1,64}\t[^\t{]{1,64}\t[A-Z]{1,8}\t(?=\{)/;

/** The message's members, where it is JSON that speaks of metrics. Most messages are told apart without parsing. */
function rootOf(message: string): Members | undefined {
  if (!message.includes('"_aws"') || !message.includes('"CloudWatchMetrics"'))
    return undefined;
  try {
    return membersOf(JSON.parse(message.replace(PREFIX, "")));
  } catch {
    return undefined;
  }
}

function readDirective(
  directive: unknown,
  root: Members,
  at: number,
): readonly Measurement[] | undefined {
  const members = membersOf(directive);
  const { Namespace, Dimensions, Metrics } = members ?? {};
  if (!isText(Namespace, NAME_LENGTH) || Namespace.startsWith("AWS/"))
    return undefined;
  if (!Array.isArray(Metrics) || Metrics.length > METRICS_AT_MOST)
    return undefined;
  if (!Array.isArray(Dimensions) || Dimensions.length === 0) return undefined;
  if (Dimensions.length > MEASUREMENTS_AT_MOST) return undefined;
  const sets = Dimensions.map((set) => dimensionsOf(set, root));
  const metrics = Metrics.map((metric) => readMetric(metric, root));
  const measurements: Measurement[] = [];
  for (const dimensions of sets) {
    if (!dimensions) return undefined;
    for (const metric of metrics) {
      if (!metric) return undefined;
      const { name, unit, values, resolution } = metric;
      const common = { namespace: Namespace, name, dimensions, unit, at };
      for (const value of values)
        measurements.push({ ...common, value, resolution });
      if (measurements.length > MEASUREMENTS_AT_MOST) return undefined;
    }
  }
  return measurements;
}

/** A set of dimensions names members of the message, whose texts are the values. */
function dimensionsOf(
  set: unknown,
  root: Members,
): Readonly<Record<string, string>> | undefined {
  if (!Array.isArray(set) || set.length > DIMENSIONS_AT_MOST) return undefined;
  const dimensions: [string, string][] = [];
  for (const key of set as unknown[]) {
    if (!isText(key, KEY_LENGTH) || key.startsWith(":")) return undefined;
    const value = ownMember(root, key);
    if (!isText(value, NAME_LENGTH)) return undefined;
    dimensions.push([key, value]);
  }
  return Object.fromEntries(dimensions);
}

interface Metric {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  readonly resolution: 1 | 60;
}

/** A definition names the member that holds the metric's value, or its values. */
function readMetric(definition: unknown, root: Members): Metric | undefined {
  const {
    Name: name,
    Unit: unit = "None",
    StorageResolution: resolution = 60,
  } = membersOf(definition) ?? {};
  if (!isText(name, NAME_LENGTH)) return undefined;
  if (typeof unit !== "string" || !STANDARD_UNITS.has(unit)) return undefined;
  if (resolution !== 1 && resolution !== 60) return undefined;
  const target = ownMember(root, name);
  const values: readonly unknown[] = Array.isArray(target) ? target : [target];
  if (values.length > VALUES_AT_MOST || !values.every(isValue))
    return undefined;
  return { name, unit, values, resolution };
}

const isValue = (value: unknown): value is number =>
  typeof value === "number" && Math.abs(value) <= LARGEST;

const isText = (value: unknown, most: number): value is string =>
  typeof value === "string" && value.trim() !== "" && value.length <= most;

function membersOf(value: unknown): Members | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Members)
    : undefined;
}

const ownMember = (members: Members, name: string): unknown =>
  Object.hasOwn(members, name) ? members[name] : undefined;
