import { readFileSync } from "node:fs";
import type { MemoryUse } from "./driver.ts";
import { childrenOf } from "./process-tree.ts";

/**
 * Memory of a process and its descendants in bytes, from /proc; nothing where /proc is missing or the
 * process is gone. Some 20 µs a process, so not for every call.
 */
export function memoryOf(pid: number): MemoryUse | undefined {
  const own = statusOf(pid);
  if (!own) return undefined;
  let { residentBytes } = own;
  const unseen = childrenOf(pid);
  for (let child = unseen.pop(); child !== undefined; child = unseen.pop()) {
    residentBytes += statusOf(child)?.residentBytes ?? 0;
    unseen.push(...childrenOf(child));
  }
  return { residentBytes, peakBytes: Math.max(own.peakBytes, residentBytes) };
}

function statusOf(pid: number): MemoryUse | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    return {
      // Pages of files can be dropped at need, so they do not count against a limit, as in a control group.
      residentBytes: field(status, "RssAnon:") + field(status, "RssShmem:"),
      peakBytes: field(status, "VmHWM:"),
    };
  } catch {
    return undefined;
  }
}

function field(status: string, name: string): number {
  const at = status.indexOf(name);
  return at < 0
    ? 0
    : Number.parseInt(status.slice(at + name.length), 10) * 1024;
}
