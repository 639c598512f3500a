import { closeSync, readFileSync, readdirSync } from "node:fs";

const O_CLOEXEC = 0o2000000;
const F_SETFD = 2;
const FD_CLOEXEC = 1;

/**
 * Marks what this process was itself started with, beyond its standard streams, so that no function inherits it. Node
 * opens everything of its own so, and marks what it was given up to the first gap above descriptor 15.
 */
export function keepDescriptors(): void {
  const open = inherited();
  if (open.length === 0) return;
  const mark = marker();
  // Where nothing can mark them they are closed: nothing here knows of them.
  for (const descriptor of open) if (!mark?.(descriptor)) closeSync(descriptor);
}

/** The descriptors that a program started from here would find open; none where the system does not tell. */
export function inherited(): number[] {
  try {
    return readdirSync("/proc/self/fd")
      .map(Number)
      .filter((descriptor) => descriptor > 2 && passesOn(descriptor));
  } catch {
    return [];
  }
}

function passesOn(descriptor: number): boolean {
  try {
    const text = readFileSync(`/proc/self/fdinfo/${descriptor}`, "latin1");
    const [, flags = "0"] = /^flags:\s*([0-7]+)/m.exec(text) ?? [];
    return (Number.parseInt(flags, 8) & O_CLOEXEC) === 0;
  } catch {
    // The one that the directory was read by.
    return false;
  }
}

/** Node has no call for it: the C library has. */
function marker(): ((descriptor: number) => boolean) | undefined {
  try {
    const { functions } = quietly(() =>
      process.getBuiltinModule("node:ffi"),
    ).dlopen(null, {
      fcntl: { return: "i32", arguments: ["i32", "i32", "i32"] },
    });
    return (descriptor) =>
      functions.fcntl(descriptor, F_SETFD, FD_CLOEXEC) === 0;
  } catch {
    return undefined;
  }
}

/** That the module is new is of no concern to who runs a server. */
function quietly<T>(load: () => T): T {
  const emitWarning = process.emitWarning.bind(process);
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}
