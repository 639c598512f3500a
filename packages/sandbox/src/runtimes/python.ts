import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { bytecodeOf } from "./bytecode.ts";
import type { RuntimeFamily } from "./runtime.ts";
import { onPath } from "./search-path.ts";
import { pythonFiles } from "./visible-files.ts";

const BOOTSTRAP = fileURLToPath(
  new URL("../bootstraps/python.py", import.meta.url),
);
// Where it is seen by drivers with their own file system, as it may lie below /tmp, which functions have to themselves.
const COMPILED = "/var/runtime/bootstrap.pyc";
const PRINT_PATH = ["-c", "import sys; print(sys.executable)"];

/** python3.*: the very version when the machine has it, else its python3, with a note. */
export const pythonFamily: RuntimeFamily = {
  name: "python",
  pattern: /^python3\.[0-9]{1,2}$/,

  find(runtime) {
    const exact = onPath(runtime, PRINT_PATH);
    if (exact) return { ok: true, binary: exact };
    const any = onPath("python3", PRINT_PATH);
    return any
      ? { ok: true, binary: any, note: `${any} stands in for ${runtime}.` }
      : {
          ok: false,
          message: `Runtime ${runtime} needs ${runtime} or python3 on the PATH; this machine has neither.`,
        };
  },

  startsAhead: true,

  command(binary, { preparedDir, host, seen }) {
    const bytecode = bytecodeOf(BOOTSTRAP, binary, preparedDir);
    const own = pythonFiles(binary);
    if (bytecode === undefined)
      return {
        command: binary,
        args: [BOOTSTRAP],
        sees: [...own, dirname(BOOTSTRAP)],
        takesConnection: true,
      };
    const inside = seen.task === host.task ? bytecode : COMPILED;
    const sees = [...own, { host: bytecode, inside }];
    return { command: binary, args: [inside], sees, takesConnection: true };
  },

  defaults: (runtime, opt) => ({
    PYTHONPATH: `${opt}/python/lib/${runtime}/site-packages:${opt}/python`,
  }),
};
