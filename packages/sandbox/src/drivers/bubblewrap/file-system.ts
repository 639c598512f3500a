import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { Limits, Places, Program, Seen } from "../driver.ts";

/** Where a function finds its directories, as in Lambda. */
export const INSIDE: Places = { task: "/var/task", opt: "/opt", tmp: "/tmp" };

/** The host's own /etc that is needed: certificates, and which program stands behind a name. */
const FROM_ETC = ["/etc/ssl/certs", "/etc/pki", "/etc/alternatives"];
const SYSTEM = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];
const STORES = ["/nix/store", "/gnu/store"];
const MIB = 1_048_576;

/** The name that Lambda's functions have of their host. */
export const HOST_NAME = "sandbox.localdomain";

/** The users of functions, by number; all of them are called as Lambda's is. */
export interface Users {
  readonly first: number;
  readonly count: number;
}

/** What is the same in every environment: the system's programs and libraries, and an /etc with nothing of the host's own. */
export async function systemFiles(
  workDir: string,
  users: Users,
  hostNames: readonly string[],
): Promise<readonly string[]> {
  const etc = join(workDir, "etc");
  mkdirSync(etc, { recursive: true });
  // Explicitly, as the server's umask may keep all it makes to itself.
  chmodSync(etc, 0o755);
  const write = (name: string, text: string) => {
    writeFileSync(join(etc, name), text);
    chmodSync(join(etc, name), 0o644);
  };
  write("passwd", passwd(users));
  write("group", group(users));
  write(
    "hosts",
    `127.0.0.1 localhost ${HOST_NAME} ${hostNames.join(" ")}\n::1 localhost\n`,
  );
  // Nobody answers there, so that a name fails at once; a way out brings its own.
  write("resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n");
  write(
    "nsswitch.conf",
    "passwd: files\ngroup: files\nhosts: files dns\nservices: files\nprotocols: files\n",
  );
  await copyFile("/etc/ld.so.cache", join(etc, "ld.so.cache")).then(
    () => chmodSync(join(etc, "ld.so.cache"), 0o644),
    () => {},
  );
  const borrowed = FROM_ETC.filter(isThere);
  for (const path of borrowed) makeOpen(etc, path.slice("/etc/".length));
  return [
    ["--ro-bind", "/usr", "/usr"],
    ...SYSTEM.map(systemDirectory),
    ...STORES.filter(isThere).map(visible),
    ["--ro-bind", etc, "/etc"],
    ...borrowed.map(visible),
    ["--proc", "/proc"],
    ["--dev", "/dev", "--remount-ro", "/dev"],
  ].flat();
}

/**
 * What one environment has beside that: its code, its layers, its own /tmp, and the programs that it is run by.
 * @param sharedTmp the directory that is /tmp for all programs of the environment; without it each has its own
 */
export function ownFiles(
  { task, opt }: Places,
  { ephemeralStorageMb }: Limits,
  programs: readonly Seen[],
  sharedTmp: string | undefined,
): readonly string[] {
  const further = programs.filter((seen) => !placeOf(seen).startsWith("/usr/"));
  // What functions are shown below the host's /tmp would be hidden by their own.
  const isInTmp = (seen: Seen) => placeOf(seen).startsWith(`${INSIDE.tmp}/`);
  const inTmp = further.filter(isInTmp);
  const elsewhere = further.filter((seen) => !isInTmp(seen));
  return [
    foldersAbove([INSIDE.task, ...elsewhere.map(placeOf)]),
    ...elsewhere.map(visible),
    ["--ro-bind", task, INSIDE.task],
    ["--ro-bind", opt, INSIDE.opt],
    sharedTmp === undefined
      ? [
          ["--perms", "1777", "--size", String(ephemeralStorageMb * MIB)],
          ["--tmpfs", INSIDE.tmp],
        ].flat()
      : ["--bind", sharedTmp, INSIDE.tmp],
    foldersAbove(inTmp.map(placeOf)),
    ...inTmp.map(visible),
    ["--remount-ro", "/"],
  ].flat();
}

/** Where an installation stands inside that the host has below its /tmp, which the function's own would hide. */
const OUT_OF_TMP = "/var/runtime/host";

/** A program as it is to be started inside: files below the host's /tmp stand elsewhere there. */
export function outOfTmp(program: Program): Program {
  const { command, args, environment, sees = [] } = program;
  const isHidden = (path: Seen): path is string =>
    typeof path === "string" && path.startsWith(`${INSIDE.tmp}/`);
  const hidden = sees.filter(isHidden);
  if (hidden.length === 0) return program;
  const moved = (text: string): string =>
    hidden.some((path) => text === path || text.startsWith(`${path}/`))
      ? OUT_OF_TMP + text
      : text;
  return {
    ...program,
    command: moved(command),
    args: args.map(moved),
    environment: Object.fromEntries(
      Object.entries(environment).map(([name, value]) => [name, moved(value)]),
    ),
    sees: sees.map((path) =>
      isHidden(path) ? { host: path, inside: OUT_OF_TMP + path } : path,
    ),
  };
}

function makeOpen(parent: string, path: string): void {
  let at = parent;
  for (const name of path.split("/")) {
    at = join(at, name);
    mkdirSync(at, { recursive: true });
    chmodSync(at, 0o755);
  }
}

function visible(seen: Seen): string[] {
  const host = typeof seen === "string" ? seen : seen.host;
  return ["--ro-bind", host, placeOf(seen)];
}

function placeOf(seen: Seen): string {
  return typeof seen === "string" ? seen : seen.inside;
}

/** Made by name: those that bubblewrap makes on its way are closed to all but root. */
function foldersAbove(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths)
    for (let at = path.indexOf("/", 1); at > 0; at = path.indexOf("/", at + 1))
      folders.add(path.slice(0, at));
  return [...folders].flatMap((folder) => ["--dir", folder]);
}

/** Where /lib and the like are links into /usr, they are so inside as well. */
function systemDirectory(name: string): string[] {
  const path = `/${name}`;
  if (!isThere(path)) return [];
  return lstatSync(path).isSymbolicLink()
    ? ["--symlink", readlinkSync(path), path]
    : ["--ro-bind", path, path];
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function passwd({ first, count }: Users): string {
  const own = Array.from(
    { length: count },
    (_, index) =>
      `sbx_user1051:x:${first + index}:${first + index}::/home/sbx_user1051:/sbin/nologin\n`,
  );
  return `root:x:0:0:root:/root:/sbin/nologin\n${own.join("")}nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n`;
}

function group({ first, count }: Users): string {
  const own = Array.from(
    { length: count },
    (_, index) => `sbx_user1051:x:${first + index}:\n`,
  );
  return `root:x:0:\n${own.join("")}nogroup:x:65534:\n`;
}
