import { onPath } from "../../runtimes/search-path.ts";

/** The programs that the driver is made of, as absolute paths, and whether it works for root. */
export interface Tools {
  readonly bwrap: string;
  readonly nsenter: string;
  readonly unshare: string;
  readonly setpriv: string;
  readonly sh: string;
  /** Where they look for each other. */
  readonly path: string;
  readonly asRoot: boolean;
}

const PACKAGES = {
  bwrap: "bubblewrap",
  nsenter: "util-linux",
  unshare: "util-linux",
  setpriv: "util-linux",
} as const;

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Finds the programs, or tells how to get the first that is missing. */
export function findTools(): Tools | { readonly missing: string } {
  const found: Record<string, string> = {};
  for (const [name, from] of Object.entries(PACKAGES)) {
    const path = onPath(name);
    if (path === undefined)
      return {
        missing: `${name} is not on the PATH: apt-get install ${from}`,
      };
    found[name] = path;
  }
  return {
    ...(found as Record<keyof typeof PACKAGES, string>),
    sh: "/bin/sh",
    path: PATH,
    asRoot: process.geteuid?.() === 0,
  };
}
