/** Lambda answers the log's last 4 KB. */
const TAIL = 4096;

/** `LogResult`: the end of an invocation's log, in base64. */
export function logTail(log: string): string {
  return Buffer.from(log).subarray(-TAIL).toString("base64");
}
