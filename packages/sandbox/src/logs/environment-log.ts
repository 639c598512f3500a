import {
  type LogFormatting,
  keepsApplication,
  keepsSystem,
} from "./log-format.ts";
import type { PlatformEvent } from "./platform-events.ts";

/** One log event: milliseconds since 1970 and the text without its final line break. */
export interface LogLine {
  readonly time: number;
  readonly message: string;
}

/** Hears every event of an environment's log, whatever of it the log keeps. */
export interface LogTap {
  platform(time: number, event: PlatformEvent): void;
  /** Lines of the function, or of an extension. */
  lines(
    time: number,
    source: "function" | "extension",
    lines: readonly string[],
  ): void;
}

/** Takes the lines of one log stream, in order. */
export type LogSink = (lines: LogLine[]) => void;

/** How much one invocation may log, in characters. */
export interface LogLimits {
  /** What is handed to the sink; the rest is dropped and counted. */
  readonly perInvocation: number;
  /** What an invocation's own log keeps: its tail. */
  readonly tail: number;
}

const TEXT: LogFormatting = {
  json: false,
  application: "TRACE",
  system: "DEBUG",
};

/** The limits when none are given: 4 Mi characters delivered an invocation, a tail of 256 Ki. */
export const LOG_LIMITS: LogLimits = {
  perInvocation: 4_194_304,
  tail: 262_144,
};

/** The log of one environment: gathers lines, delivers them in batches and remembers the tail of the running invocation. */
export class EnvironmentLog {
  readonly #sink: LogSink;
  readonly #now: () => Date;
  readonly #limits: LogLimits;
  readonly #formatting: LogFormatting;
  #undelivered: LogLine[] = [];
  #tail: string[] = [];
  #tailSize = 0;
  #size = 0;
  #dropped = 0;

  /** Extensions that subscribed to telemetry listen here. */
  tap: LogTap | undefined;

  constructor(
    sink: LogSink,
    now: () => Date,
    limits: LogLimits,
    formatting: LogFormatting = TEXT,
  ) {
    this.#formatting = formatting;
    this.#sink = sink;
    this.#now = now;
    this.#limits = limits;
  }

  /** Forgets the tail: what comes now belongs to the next invocation. */
  begin(): void {
    this.#tail = [];
    this.#tailSize = 0;
    this.#size = 0;
    this.#dropped = 0;
  }

  /** Lines of the function, or of an extension in its environment, which count against its limit. */
  function(
    lines: readonly string[],
    source: "function" | "extension" = "function",
  ): void {
    if (lines.length > 0) this.tap?.lines(this.#now().getTime(), source, lines);
    for (const line of lines) {
      if (this.#formatting.json && !keepsApplication(this.#formatting, line))
        continue;
      this.#size += line.length + 1;
      if (this.#size > this.#limits.perInvocation) this.#dropped += line.length;
      else this.platform(line);
    }
  }

  /** An event of the platform (START, END, REPORT …): as a line of text, or as JSON where its level is kept. */
  event(event: PlatformEvent): void {
    const time = this.#now();
    this.tap?.platform(time.getTime(), event);
    const { type, record, level, text } = event;
    if (!this.#formatting.json) {
      if (text !== undefined) this.platform(text);
    } else if (keepsSystem(this.#formatting, level))
      this.platform(JSON.stringify({ time: time.toISOString(), type, record }));
  }

  /** What the platform says in words about a failure; in a JSON log the events themselves say it. */
  remark(text: string): void {
    if (!this.#formatting.json) this.platform(text);
  }

  /** A line that is never dropped. */
  platform(message: string): void {
    this.#undelivered.push({ time: this.#now().getTime(), message });
    this.#tail.push(message);
    this.#tailSize += message.length + 1;
    if (this.#tailSize > 2 * this.#limits.tail) this.#trimTail();
  }

  /** True once the function has used up what it may log in this invocation. */
  get full(): boolean {
    return this.#dropped > 0;
  }

  /** Says in the log how much was dropped, if anything was. */
  closeLimit(): void {
    if (this.#dropped > 0)
      this.platform(
        `[LOGS DROPPED] ${this.#dropped} characters past the limit`,
      );
  }

  deliver(): void {
    if (this.#undelivered.length === 0) return;
    const lines = this.#undelivered;
    this.#undelivered = [];
    this.#sink(lines);
  }

  /** The text since `begin`, or its tail, each line ended by a line break. */
  text(): string {
    this.#trimTail();
    return this.#tail.length === 0 ? "" : `${this.#tail.join("\n")}\n`;
  }

  #trimTail(): void {
    let first = 0;
    while (this.#tailSize > this.#limits.tail && first < this.#tail.length - 1)
      this.#tailSize -= (this.#tail[first++]?.length ?? 0) + 1;
    if (first > 0) this.#tail = this.#tail.slice(first);
  }
}
