#!/usr/bin/env node
// Runs the command on the Node that is installed with it, where the machine's own is older than it needs.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const NEEDED = 24;
const here = dirname(fileURLToPath(import.meta.url));
const main = join(here, "../src/main.ts");

if (Number(process.versions.node.split(".")[0]) >= NEEDED) {
  // Compiled code is kept with the installation, where nobody else can put any: a start costs a third.
  module.enableCompileCache(
    join(here, "../../../node_modules/.cache/gatehouse"),
  );
  await import(main);
} else {
  const node = installedNode(here);
  if (node === undefined) {
    process.stderr.write(
      `gatehouse needs Node ${NEEDED} or newer; this is ${process.version}.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  // Whoever stops this process means the one that does the work.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => child.kill(signal));
  child.on("exit", (code) => process.exit(code ?? 1));
}

/** @param {string} from */
function installedNode(from) {
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (let dir = from; dir !== dirname(dir); dir = dirname(dir)) {
    const candidate = join(dir, "node_modules/.bin", name);
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}
