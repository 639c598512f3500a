import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, rename } from "node:fs/promises";
import { join } from "node:path";

const COMPILE =
  "import py_compile, sys; py_compile.compile(sys.argv[1], sys.argv[2], sys.argv[3], True)";

/** By file: whether it is ready, or the work that makes it. */
const files = new Map<string, Promise<void> | "ready" | "failed">();

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
  if (state === undefined)
    files.set(file, compile(source, binary, directory, file));
  return state === "ready" ? file : undefined;
}

/** Settles when nothing is being made below a directory any more. */
export async function bytecodeSettled(directory: string): Promise<void> {
  for (const [file, state] of files)
    if (file.startsWith(join(directory, "/"))) await state;
}

async function compile(
  source: string,
  binary: string,
  directory: string,
  file: string,
): Promise<void> {
  try {
    await mkdir(directory, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    const args = ["-I", "-c", COMPILE, source, unfinished, file];
    const child = spawn(binary, args, { env: {}, stdio: "ignore" });
    const [code] = (await once(child, "exit")) as [number | null];
    if (code !== 0) throw new Error(`${binary} compiled nothing.`);
    // Functions run as another user, whatever the server keeps to itself.
    await chmod(unfinished, 0o644);
    await rename(unfinished, file);
    files.set(file, "ready");
  } catch {
    // The source runs as well, only a little later.
    files.set(file, "failed");
  }
}
