import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";

/** Where groups may be made: by controller the directory of the group that this process is in. */
export interface Hierarchy {
  readonly version: 1 | 2;
  readonly parents: ReadonlyMap<string, string>;
}

/** One mounted control group file system. */
export interface GroupMount {
  readonly version: 1 | 2;
  readonly root: string;
  readonly path: string;
  /** Of version 1: its controllers. */
  readonly controllers: readonly string[];
}

const NEEDED = ["memory", "pids"] as const;
// With a share of its own, a function that is a thousand processes takes no more of the processors than one.
const WELCOME = ["cpu"] as const;

/** Every hierarchy of this machine that has what is needed, the better first. */
export function hierarchies(): Hierarchy[] {
  try {
    const mounts = groupMounts(readFileSync("/proc/self/mountinfo", "latin1"));
    const own = ownGroups(readFileSync("/proc/self/cgroup", "latin1"));
    return [unified(mounts, own), separate(mounts, own)].filter(
      (found) => found !== undefined,
    );
  } catch {
    return [];
  }
}

/** The control group file systems in the text of /proc/self/mountinfo. */
export function groupMounts(text: string): GroupMount[] {
  return text.split("\n").flatMap((line): GroupMount[] => {
    const [before = "", after] = line.split(" - ");
    const [, , , root = "", path = ""] = before.split(" ");
    const [type, , options = ""] = after?.split(" ") ?? [];
    if (type === "cgroup2")
      return [{ version: 2, root, path, controllers: [] }];
    if (type !== "cgroup") return [];
    return [{ version: 1, root, path, controllers: options.split(",") }];
  });
}

/** The groups that a process is in, by controller (version 2: the empty name), from the text of /proc/self/cgroup. */
export function ownGroups(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, controllers, ...path] = line.split(":");
      return (controllers ?? "")
        .split(",")
        .map((name) => [name, path.join(":")] as const)
        .filter(([, group]) => group !== "");
    }),
  );
}

function directoryOf({ root, path }: GroupMount, group: string): string {
  return join(path, relative(root, group));
}

/** Version 1: a tree for each controller. */
function separate(
  mounts: readonly GroupMount[],
  own: ReadonlyMap<string, string>,
): Hierarchy | undefined {
  const parents = new Map<string, string>();
  for (const name of [...NEEDED, ...WELCOME]) {
    const mount = mounts.find(({ controllers }) => controllers.includes(name));
    const group = own.get(name);
    if (mount && group !== undefined)
      parents.set(name, directoryOf(mount, group));
  }
  return NEEDED.every((name) => parents.has(name))
    ? { version: 1, parents }
    : undefined;
}

/** Version 2: one tree, in which a group has either processes or groups with controllers. */
function unified(
  mounts: readonly GroupMount[],
  own: ReadonlyMap<string, string>,
): Hierarchy | undefined {
  const mount = mounts.find(({ version }) => version === 2);
  const group = own.get("");
  if (!mount || group === undefined) return undefined;
  const directory = directoryOf(mount, group);
  const has = words(join(directory, "cgroup.controllers"));
  if (!NEEDED.every((name) => has.includes(name))) return undefined;
  const wanted = [...NEEDED, ...WELCOME].filter((name) => has.includes(name));
  if (!handDown(directory, wanted)) return undefined;
  return {
    version: 2,
    parents: new Map(wanted.map((name) => [name, directory])),
  };
}

/** Lets the groups below have the controllers; for that this process moves into one of them, if it is alone here. */
function handDown(directory: string, controllers: readonly string[]): boolean {
  const file = join(directory, "cgroup.subtree_control");
  const given = words(file);
  if (controllers.every((name) => given.includes(name))) return true;
  const text = controllers.map((name) => `+${name}`).join(" ");
  if (wrote(file, text)) return true;
  const server = join(directory, "gatehouse-server");
  try {
    mkdirSync(server, { recursive: true });
  } catch {
    return false;
  }
  const own = String(process.pid);
  if (wrote(join(server, "cgroup.procs"), own) && wrote(file, text))
    return true;
  if (wrote(join(directory, "cgroup.procs"), own)) rmdirSync(server);
  return false;
}

function wrote(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: "r+" });
    return true;
  } catch {
    return false;
  }
}

function words(file: string): string[] {
  return readFileSync(file, "latin1").trim().split(/\s+/);
}
