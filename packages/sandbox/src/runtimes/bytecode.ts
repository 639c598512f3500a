import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";

const COMPILE =
  "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], sys.argv[3], True)";

/** By file: whether it is ready, or still being made. */
const files = new Map<string, "making" | "ready" | "failed">();

/**
 * A Python program as bytecode for one interpreter, which spares every start its compilation. It is made once, beside
 * the work: nothing is answered until it is there.
 */
export function bytecodeOf(
  source: string,
  binary: string,
  directory: string,
): string | undefined {
  const name = createHash("sha256").update(`${binary}\n${source}`);
  const file = join(directory, `${name.digest("hex").slice(0, 16)}.pyc`);
  const state = files.get(file);
  if (state === undefined) void compile(source, binary, directory, file);
  return state === "ready" ? file : undefined;
}

async function compile(
  source: string,
  binary: string,
  directory: string,
  file: string,
): Promise<void> {
  files.set(file, "making");
  try {
    await mkdir(directory, { recursive: true, mode: 0o755 });
    const unfinished = `${file}.${process.pid}`;
    const args = ["-I", "-c", COMPILE, source, unfinished, file];
    const child = spawn(binary, args, { env: {}, stdio: "ignore" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${binary} compiled nothing.`);
    await rename(unfinished, file);
    files.set(file, "ready");
  } catch {
    // The source runs as well, only a little later.
    files.set(file, "failed");
  }
}
