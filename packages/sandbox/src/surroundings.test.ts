import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test } from "node:test";
import { tryBubblewrap } from "./drivers/bubblewrap/try.ts";
import { testSandbox } from "./testing/function-code.ts";

const skip = await whyNot();

/** What a server's own surroundings hand down to it. */
interface Surroundings {
  readonly umask?: string;
  /** Descriptors that it is started with. */
  readonly open?: readonly number[];
}

/** Runs a program with a sandbox `t` as a process of its own, and reads the JSON that it prints. */
async function server(
  body: string,
  { umask = "022", open = [] }: Surroundings,
): Promise<unknown> {
  await using t = await testSandbox({ isolation: "process" });
  const program = join(t.directory, "server.ts");
  const from = import.meta.resolve("./testing/function-code.ts");
  await writeFile(
    program,
    `import { chmod } from "node:fs/promises";
import { testSandbox } from ${JSON.stringify(from)};
const say = (value) => process.stdout.write(JSON.stringify(value));
${body}`,
  );
  const file = openSync(program, "r");
  try {
    const further = Array.from(
      { length: Math.max(2, ...open) - 2 },
      (_, index) => (open.includes(index + 3) ? file : "ignore"),
    );
    const child = spawn(
      "/bin/sh",
      ["-c", `umask ${umask}; exec "$@"`, "sh", process.execPath, program],
      { stdio: ["ignore", "pipe", "inherit", ...further] },
    );
    assert.ok(child.stdout);
    return JSON.parse(await text(child.stdout));
  } finally {
    closeSync(file);
  }
}

const LISTING = "#!/bin/sh\nexec 2>&1; ls -l /proc/self/fd; exit 1\n";

for (const isolation of ["bubblewrap", "process"] as const)
  void test(
    `what the server was started with stays with it: ${isolation}`,
    { skip: isolation === "bubblewrap" && skip },
    async () => {
      const log = String(
        await server(
          `await using t = await testSandbox({ isolation: "${isolation}" });
const spec = await t.deploy("provided.al2023", { bootstrap: ${JSON.stringify(LISTING)} });
say((await t.call(spec)).log);`,
          { open: [7, 30, 200] },
        ),
      );
      const descriptors = [...log.matchAll(/ (\d+) -> (\S+)$/gm)]
        // What `ls` lists the directory by.
        .filter(([, , to]) => !/^\/proc\/\d+\/fd$/.test(to ?? ""))
        .map(([, descriptor]) => Number(descriptor));
      assert.deepEqual(descriptors, [0, 1, 2, 3], log);
    },
  );

void test(
  "a server that keeps what it makes to itself still runs functions, with layers, cold and in a spare",
  { skip },
  async () => {
    const files = {
      "nodejs22.x": {
        "app.js":
          "exports.handler = async () => require('fs').readdirSync('/opt')",
      },
      "python3.13": {
        "app.py":
          "import os\ndef handler(event, context):\n    return os.listdir('/opt')\n",
      },
    };
    const answers = await server(
      `const answers = [];
for (const [runtime, files] of Object.entries(${JSON.stringify(files)})) {
  await using t = await testSandbox({ isolation: "bubblewrap", spares: { delayMs: 0 } });
  // As Lambda's unpacked code is: open, below what is not.
  const readable = async (spec) => {
    await chmod(spec.codeDir, 0o755);
    for (const name of Object.keys(files)) await chmod(spec.codeDir + "/" + name, 0o644);
    return spec;
  };
  const layers = [await readable(await t.deploy(runtime, files)), await readable(await t.deploy(runtime, files))];
  const layerDirs = layers.map(({ codeDir }) => codeDir);
  const merged = await readable(await t.deploy(runtime, files, { layerDirs }));
  answers.push((await t.call(merged)).value);
  await t.call(await readable(await t.deploy(runtime, files, { layerDirs: layerDirs.slice(1) })));
  while (t.box.stats().spares < 1) await new Promise((go) => setTimeout(go, 10));
  await new Promise((go) => setTimeout(go, 500));
  const ahead = await readable(await t.deploy(runtime, files, { layerDirs: layerDirs.slice(1) }));
  answers.push((await t.call(ahead)).value);
}
say(answers);`,
      { umask: "077" },
    );
    assert.deepEqual(answers, [["app.js"], ["app.js"], ["app.py"], ["app.py"]]);
  },
);

async function whyNot(): Promise<string | false> {
  await using t = await testSandbox();
  const tried = await tryBubblewrap({ workDir: t.directory });
  if ("missing" in tried) return `NOT TESTED: ${tried.missing}`;
  await tried.close();
  return false;
}
