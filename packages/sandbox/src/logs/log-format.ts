import type {
  ApplicationLogLevel,
  FunctionSpec,
  SystemLogLevel,
} from "../function-spec.ts";

const SYSTEM: readonly SystemLogLevel[] = ["DEBUG", "INFO", "WARN"];
const APPLICATION: readonly ApplicationLogLevel[] = [
  "TRACE",
  "DEBUG",
  "INFO",
  "WARN",
  "ERROR",
  "FATAL",
];
const SYNONYMS: Readonly<Record<string, ApplicationLogLevel>> = {
  WARNING: "WARN",
  CRITICAL: "FATAL",
};
const JSON_LIMIT = 262_144;

/** What of a function's log is kept, and how it is written: Lambda's LoggingConfig. */
export interface LogFormatting {
  readonly json: boolean;
  readonly application: ApplicationLogLevel;
  readonly system: SystemLogLevel;
}

/** The formatting of a function; a text log keeps everything. */
export function formattingOf(spec: FunctionSpec): LogFormatting {
  return {
    json: spec.logFormat === "JSON",
    application: spec.applicationLogLevel ?? "INFO",
    system: spec.systemLogLevel ?? "INFO",
  };
}

/** Whether a platform event of a level stays in a JSON log. */
export function keepsSystem(
  { system }: LogFormatting,
  level: SystemLogLevel,
): boolean {
  return SYSTEM.indexOf(level) >= SYSTEM.indexOf(system);
}

/**
 * Whether a function's line stays in a JSON log: one that is JSON with a `level` is judged by it, as Lambda does for
 * functions that write JSON themselves; anything else is kept.
 */
export function keepsApplication(
  { application }: LogFormatting,
  line: string,
): boolean {
  if (application === "TRACE") return true;
  const level = recordOf(line)?.["level"];
  if (typeof level !== "string") return true;
  const name = level.toUpperCase();
  const rank = APPLICATION.findIndex(
    (known) => known === (SYNONYMS[name] ?? name),
  );
  return rank < 0 || rank >= APPLICATION.indexOf(application);
}

/** The object that a line is the JSON of; nothing for other lines, or lines too long to look into. */
export function recordOf(
  line: string,
): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith("{") || line.length > JSON_LIMIT) return undefined;
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
