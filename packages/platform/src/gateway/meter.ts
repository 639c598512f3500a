/** Counts calls by service, operation and status, for `GET /_gatehouse/metrics`. */
export class Meter {
  readonly #calls = new Map<string, { count: number; seconds: number }>();
  readonly #denied = new Map<string, number>();
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

  /** @param enforced false for a call that passed because its caller is only watched */
  denied(service: string, action: string, enforced: boolean): void {
    const labels = `service="${service}",action="${action}",enforced="${enforced}"`;
    this.#denied.set(labels, (this.#denied.get(labels) ?? 0) + 1);
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
      '# HELP gatehouse_denied_total Calls without permission; enforced="false" passed, because their caller is set to audit-only.',
      "# TYPE gatehouse_denied_total counter",
      ...[...this.#denied].map(
        ([labels, count]) => `gatehouse_denied_total{${labels}} ${count}`,
      ),
    ];
    return lines.join("\n") + "\n";
  }
}
