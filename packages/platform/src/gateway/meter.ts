/** Counts calls by service, operation and status, for `GET /_gatehouse/metrics`. */
export class Meter {
  readonly #calls = new Map<string, { count: number; seconds: number }>();
  readonly #startedAt = Date.now();

  /** @param milliseconds from the head of the request to the answer */
  called(
    service: string,
    operation: string,
    status: number,
    milliseconds: number,
  ): void {
    const labels = `service="${service}",operation="${operation}",status="${status}"`;
    let calls = this.#calls.get(labels);
    if (!calls) this.#calls.set(labels, (calls = { count: 0, seconds: 0 }));
    calls.count++;
    calls.seconds += milliseconds / 1000;
  }

  /** Prometheus text exposition format, version 0.0.4. */
  text(): string {
    const memory = process.memoryUsage.rss();
    const { user, system } = process.cpuUsage();
    const lines = [
      "# HELP gatehouse_uptime_seconds Seconds since the platform started.",
      "# TYPE gatehouse_uptime_seconds gauge",
      `gatehouse_uptime_seconds ${(Date.now() - this.#startedAt) / 1000}`,
      "# HELP process_resident_memory_bytes Resident memory in bytes.",
      "# TYPE process_resident_memory_bytes gauge",
      `process_resident_memory_bytes ${memory}`,
      "# HELP process_cpu_seconds_total User and system CPU time in seconds.",
      "# TYPE process_cpu_seconds_total counter",
      `process_cpu_seconds_total ${(user + system) / 1e6}`,
      "# HELP gatehouse_requests_total Calls answered.",
      "# TYPE gatehouse_requests_total counter",
      ...[...this.#calls].map(
        ([labels, { count }]) => `gatehouse_requests_total{${labels}} ${count}`,
      ),
      "# HELP gatehouse_request_seconds_total Time spent answering calls.",
      "# TYPE gatehouse_request_seconds_total counter",
      ...[...this.#calls].map(
        ([labels, { seconds }]) =>
          `gatehouse_request_seconds_total{${labels}} ${seconds}`,
      ),
    ];
    return lines.join("\n") + "\n";
  }
}
