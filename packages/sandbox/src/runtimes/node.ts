import { fileURLToPath } from "node:url";
import { oneFileOf } from "./one-file.ts";
import type { RuntimeFamily } from "./runtime.ts";
import { programFiles } from "./visible-files.ts";

const BOOTSTRAP = fileURLToPath(
  new URL("../bootstraps/node.cjs", import.meta.url),
);

// Where it is seen by drivers with their own file system, as it may lie below /tmp, which functions have to themselves.
const INSIDE = "/var/runtime/bootstrap.cjs";

// V8 counts only its heap; the rest of the process needs room as well.
const HEAP_SHARE = 0.9;

/** nodejs*: the Node that runs the sandbox stands in for every version, unless another is configured. */
export const nodeFamily: RuntimeFamily = {
  name: "nodejs",
  pattern: /^nodejs[0-9]{1,2}\.x$/,

  find(runtime) {
    const wanted = /[0-9]+/.exec(runtime)?.[0];
    const major = process.versions.node.split(".")[0];
    return {
      ok: true,
      binary: process.execPath,
      ...(wanted === major
        ? {}
        : { note: `Node ${process.version} stands in for ${runtime}.` }),
    };
  },

  startsAhead: true,

  command(binary, { memoryMb, preparedDir, host, seen }) {
    const bootstrap = oneFileOf(BOOTSTRAP, preparedDir);
    const inside = seen.task === host.task ? bootstrap : INSIDE;
    return {
      command: binary,
      args: [
        `--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`,
        inside,
      ],
      sees: [...programFiles(binary), { host: bootstrap, inside }],
      takesConnection: true,
    };
  },

  defaults(runtime, opt) {
    const major = /[0-9]+/.exec(runtime)?.[0] ?? "";
    return {
      NODE_PATH: `${opt}/nodejs/node${major}/node_modules:${opt}/nodejs/node_modules`,
    };
  },
};
