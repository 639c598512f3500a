import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { tryBubblewrap } from "./drivers/bubblewrap/try.ts";
import { childrenOf } from "./drivers/process-tree.ts";
import type { FunctionSpec, SandboxOptions } from "./index.ts";
import {
  type TestSandbox,
  testSandbox,
  until,
} from "./testing/function-code.ts";

const NODE = "nodejs22.x";
const PYTHON = "python3.13";
const skip = await whyNot();

/** A sandbox whose functions are kept in. */
function kept(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  return testSandbox({
    isolation: "bubblewrap",
    requireIsolation: true,
    spares: { perShape: 0 },
    ...options,
  });
}

/** Runs an expression of Node inside; an error is its code, or its message. */
async function inside(
  t: TestSandbox,
  body: string,
  changes: Partial<FunctionSpec> = {},
): Promise<unknown> {
  const spec = await t.deploy(
    NODE,
    {
      "app.js": `const fs = require("node:fs"), net = require("node:net"), cp = require("node:child_process");
const attempt = (f) => { try { return f() } catch (error) { return error.code ?? error.message } };
const reach = (to) => new Promise((resolve) => { const s = net.connect(to); s.setTimeout(2000, () => resolve("silence")); s.on("connect", () => { s.destroy(); resolve("reached") }); s.on("error", (error) => resolve(error.code)) });
exports.handler = async (event) => { ${body} }`,
    },
    changes,
  );
  const called = await t.call(spec);
  assert.equal(called.functionError, undefined, called.log);
  return called.value;
}

void test(
  "the machine's files are not there, the function's own are",
  { skip },
  async () => {
    await using t = await kept();
    const secret = join(t.directory, "secret");
    await writeFile(secret, "of the server", { mode: 0o644 });
    const other = await t.deploy(NODE, { "app.js": "exports.secret = 1" });
    const paths = [
      "/etc/shadow",
      "/root/.bashrc",
      secret,
      t.directory,
      join(other.codeDir, "app.js"),
      "/proc/1/root/etc/shadow",
      "/proc/1/cwd/../../etc/shadow",
      "/sys/kernel",
      "/run",
      "/dev/kmem",
      "/dev/mem",
    ];
    const seen = await inside(
      t,
      `return ${JSON.stringify(paths)}.map((path) => attempt(() => fs.statSync(path).mode))`,
    );
    assert.deepEqual(new Set(seen as string[]), new Set(["ENOENT"]));
    assert.deepEqual(
      await inside(
        t,
        `return [fs.readdirSync("/var/task"), fs.readdirSync("/").sort(), process.cwd(), fs.readFileSync("/etc/passwd", "utf8").includes("sbx_user1051")]`,
      ),
      [
        ["app.js"],
        readdirSync("/")
          .filter((name) => /^(s?bin|lib)/.test(name))
          .concat(
            "dev",
            "etc",
            "opt",
            "proc",
            "tmp",
            "usr",
            "var",
            ...visibleRoots(),
          )
          .sort(),
        "/var/task",
        true,
      ],
    );
  },
);

void test(
  "nothing but /tmp can be written, and /tmp is of the size of EphemeralStorage",
  { skip },
  async () => {
    await using t = await kept();
    const places = [
      "/var/task",
      "/opt",
      "/usr",
      "/etc",
      "/",
      "/dev",
      "/dev/shm",
      "/proc/sys/kernel",
      "/home",
    ];
    const written = (await inside(
      t,
      `return ${JSON.stringify(places)}.map((place) => attempt(() => fs.writeFileSync(place + "/new", "")) ?? "written")`,
    )) as string[];
    for (const [index, result] of written.entries())
      assert.match(result, /^(EROFS|ENOENT|EACCES|EPERM)$/, `${places[index]}`);
    assert.deepEqual(
      await inside(
        t,
        `const piece = Buffer.alloc(1 << 20); const file = fs.openSync("/tmp/full", "w"); let mb = 0;
       const end = attempt(() => { for (;;) { fs.writeSync(file, piece); mb++ } }); return [end, mb]`,
        { ephemeralStorageMb: 64 },
      ),
      ["ENOSPC", 64],
    );
  },
);

void test(
  "another function's /tmp is not there, one's own stays from call to call",
  { skip },
  async () => {
    await using t = await kept();
    const spec = await t.deploy(NODE, {
      "app.js": `const fs = require("node:fs"); exports.handler = async () => { const seen = fs.readdirSync("/tmp"); fs.writeFileSync("/tmp/mine", ""); return seen }`,
    });
    assert.deepEqual((await t.call(spec)).value, []);
    assert.deepEqual((await t.call(spec)).value, ["mine"]);
    const other = await t.deploy(NODE, {
      "app.js": readFileSync(join(spec.codeDir, "app.js"), "utf8"),
    });
    assert.deepEqual((await t.call(other)).value, []);
  },
);

void test(
  "only its own processes are there to see, to signal and to read; they are",
  { skip },
  async () => {
    await using t = await kept();
    const victim = spawn("sleep", ["60"]);
    try {
      const [pids, kill, memory, own, group] = (await inside(
        t,
        `const child = cp.spawn("sleep", ["60"]);
       return [fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name)).length,
        attempt(() => process.kill(${victim.pid}, 9)), attempt(() => fs.openSync("/proc/${process.pid}/mem")),
        child.kill("SIGKILL"), attempt(() => process.kill(-1, 0))]`,
      )) as [number, string, string, boolean, unknown];
      assert.ok(pids <= 4, `${pids} processes`);
      assert.deepEqual([kill, memory, own], ["ESRCH", "ENOENT", true]);
      assert.ok(group);
      assert.equal(victim.exitCode, null);
    } finally {
      victim.kill("SIGKILL");
    }
  },
);

void test(
  "a function that kills all it can has killed itself alone",
  { skip },
  async () => {
    await using t = await kept();
    const spec = await t.deploy("provided.al2023", {
      bootstrap: "#!/bin/sh\nkill -9 -1\nkill -9 $$\n",
    });
    const other = await t.deploy(NODE, {
      "app.js": "let n = 0; exports.handler = async () => ++n",
    });
    assert.equal((await t.call(other)).value, 1);
    assert.equal((await t.call(spec)).errorType, "Runtime.ExitError");
    assert.equal((await t.call(other)).value, 2);
  },
);

void test(
  "no network but the platform's endpoint: no host, no loopback service, no other function, no name",
  { skip },
  async () => {
    const answers = createServer((_, response) => response.end("platform"));
    const host = createServer((_, response) => response.end("host"));
    for (const server of [answers, host])
      await once(server.listen(0, "0.0.0.0"), "listening");
    const hostPort = (host.address() as AddressInfo).port;
    const url = "http://127.0.0.1:4566";
    await using t = await kept({
      endpoint: () => ({
        url,
        accept: (socket) => void answers.emit("connection", socket),
      }),
    });
    try {
      const addresses = Object.values(networkInterfaces()).flatMap(
        (all) => all?.filter(({ family }) => family === "IPv4") ?? [],
      );
      const spec = await t.deploy(NODE, {
        "app.js": "exports.handler = async () => 1",
      });
      await t.call(spec);
      const reached = await inside(
        t,
        `return Promise.all(${JSON.stringify([
          ...addresses.map(({ address }) => address),
          "10.0.0.1",
          "169.254.169.254",
          "::1",
        ])}.map((host) => reach({ host, port: ${hostPort} })))`,
      );
      for (const result of reached as string[])
        assert.match(result, /^(ECONNREFUSED|ENETUNREACH)$/);
      const name = await inside(
        t,
        `return require("node:dns").promises.lookup("example.com").catch((error) => error.code)`,
      );
      assert.match(String(name), /^(EAI_AGAIN|ENOTFOUND)$/);
      assert.equal(
        await inside(t, `return (await fetch("${url}")).text()`),
        "platform",
      );
      assert.deepEqual(
        await inside(
          t,
          `return Object.keys(require("node:os").networkInterfaces())`,
        ),
        ["lo"],
      );
    } finally {
      answers.closeAllConnections();
      answers.close();
      host.close();
    }
  },
);

const PYTHON_CALLS = `import ctypes, errno, os, socket
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *args):
    ctypes.set_errno(0)
    result = getattr(libc, name)(*args)
    return "done" if result >= 0 else errno.errorcode[ctypes.get_errno()]
def made(family, kind=socket.SOCK_DGRAM, protocol=0):
    try:
        socket.socket(family, kind, protocol).close()
        return "made"
    except OSError as error:
        return errno.errorcode[error.errno]
def handler(event, context):
    return {
        "ptrace": call("ptrace", 16, os.getppid(), 0, 0),
        "mount": call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
        "umount": call("umount2", b"/tmp", 2),
        "unshare": call("unshare", 0x10000000),
        "namespace": call("syscall", 56 if os.uname().machine == "x86_64" else 220, 0x10000000 | 17, 0, 0, 0, 0),
        "clone3": call("syscall", 435, 0, 0),
        "bpf": call("syscall", 321 if os.uname().machine == "x86_64" else 280, 0, 0, 0),
        "io_uring": call("syscall", 425, 1, 0),
        "setuid": call("setuid", 0),
        "chroot": call("chroot", b"/tmp"),
        "reboot": call("reboot", 0),
        "packet": made(17), "vsock": made(40), "alg": made(38, socket.SOCK_SEQPACKET),
        "udp": made(socket.AF_INET), "unix": made(socket.AF_UNIX),
        "raw": made(socket.AF_INET, socket.SOCK_RAW, 1),
        "fork": os.waitstatus_to_exitcode(os.waitpid(os.spawnlp(os.P_NOWAIT, "true", "true"), 0)[1]),
        "uid": os.getuid(),
        "rights": [line.split()[1] for line in open("/proc/self/status") if line.startswith(("CapEff", "CapBnd", "NoNewPrivs"))],
    }
`;

void test(
  "system calls that open boxes are refused, those of everyday work are not",
  { skip },
  async (context) => {
    await using t = await kept();
    if (!t.box.available(PYTHON).ok) {
      context.skip("NOT TESTED: this machine has no Python");
      return;
    }
    const { uid, rights, ...calls } = (
      await t.call(await t.deploy(PYTHON, { "app.py": PYTHON_CALLS }))
    ).value as Record<string, unknown>;
    assert.deepEqual(calls, {
      ptrace: "EPERM",
      mount: "EPERM",
      umount: "EPERM",
      unshare: "EPERM",
      namespace: "EPERM",
      clone3: "ENOSYS",
      bpf: "EPERM",
      io_uring: "EPERM",
      setuid: calls["setuid"],
      chroot: "EPERM",
      reboot: "EPERM",
      packet: "EAFNOSUPPORT",
      vsock: "EAFNOSUPPORT",
      alg: "EAFNOSUPPORT",
      udp: "made",
      unix: "made",
      raw: "EPERM",
      fork: 0,
    });
    assert.match(String(calls["setuid"]), /^(EPERM|EINVAL)$/);
    assert.notEqual(uid, 0);
    assert.equal((rights as string[])[0], "0000000000000000");
    assert.equal((rights as string[]).at(-1), "1");
  },
);

void test(
  "a fork bomb is bounded, ends at its time-out, and others are served meanwhile",
  { skip },
  async () => {
    await using t = await kept({ initSeconds: 1 });
    const bomb = await t.deploy(
      "provided.al2023",
      { bootstrap: "#!/bin/bash\nf() { f | f & }; f; sleep 60\n" },
      { timeoutSeconds: 2, memoryMb: 512 },
    );
    const calm = await t.deploy(NODE, {
      "app.js": "let n = 0; exports.handler = async () => ++n",
    });
    const bombed = t.call(bomb);
    for (let n = 1; n <= 5; n++) assert.equal((await t.call(calm)).value, n);
    assert.match(
      String((await bombed).errorType),
      /^(Sandbox\.Timedout|Runtime\.ExitError)$/,
    );
    assert.equal((await t.call(calm)).value, 6);
  },
);

void test(
  "a daemon does not outlive the time-out, nor its environment",
  { skip },
  async () => {
    await using t = await kept();
    const mark = `daemon-${crypto.randomUUID()}`;
    const daemon = `cp.spawn("setsid", ["sh", "-c", "(exec sleep 600) & exit", "${mark}"], { detached: true, stdio: "ignore", env: { MARK: "${mark}", PATH: "/usr/bin" } }).unref(); await new Promise((r) => setTimeout(r, 300));`;
    await inside(t, `${daemon} return 1`);
    assert.equal(carriers(mark).length, 1);
    await t.box.retire("");
    assert.deepEqual(carriers(mark), []);
    const spec = await t.deploy(
      NODE,
      {
        "app.js": `const cp = require("node:child_process"); exports.handler = async () => { ${daemon} for (;;); }`,
      },
      { timeoutSeconds: 1 },
    );
    assert.equal((await t.call(spec)).errorType, "Sandbox.Timedout");
    await t.box.retire("");
    assert.deepEqual(carriers(mark), []);
  },
);

void test(
  "a memory bomb is killed with Lambda's error, and others are served meanwhile",
  { skip },
  async () => {
    await using t = await kept();
    const bomb = await t.deploy(
      NODE,
      {
        "app.js":
          "const kept = []; exports.handler = async () => { for (;;) kept.push(Buffer.alloc(16 << 20, 1)) }",
      },
      { memoryMb: 128, ephemeralStorageMb: 64 },
    );
    const calm = await t.deploy(NODE, {
      "app.js": "let n = 0; exports.handler = async () => ++n",
    });
    const bombed = t.call(bomb);
    assert.equal((await t.call(calm)).value, 1);
    const { errorType, value, maxMemoryMb } = await bombed;
    assert.equal(errorType, "Runtime.ExitError");
    assert.match(
      (value as { errorMessage: string }).errorMessage,
      /Runtime exited with error: signal: killed$/,
    );
    assert.equal(maxMemoryMb, 128);
    assert.equal((await t.call(calm)).value, 2);
  },
);

void test(
  "variables cannot reach the way in: a library to load first is loaded inside only",
  { skip },
  async () => {
    await using t = await kept();
    const spec = await t.deploy(
      NODE,
      { "app.js": "exports.handler = async () => process.env.LD_PRELOAD" },
      {
        environment: {
          LD_PRELOAD: "/var/task/evil.so",
          ENV: "/var/task/evil.sh",
          PATH: "/var/task",
          UID: "0",
          QUOTES: `'"; touch /tmp/x; '$(id)`,
        },
      },
    );
    const called = await t.call(spec);
    assert.equal(called.value, "/var/task/evil.so");
    assert.match(
      t.lines.map(({ message }) => message).join("\n"),
      /evil\.so.*cannot be preloaded/,
    );
  },
);

void test(
  "what a killed server ran, and what it kept ready, ends with it",
  { skip },
  async () => {
    await using t = await testSandbox({ isolation: "process" });
    const mark = `orphan-${crypto.randomUUID()}`;
    const server = join(t.directory, "server.ts");
    await writeFile(
      server,
      `import { testSandbox } from ${JSON.stringify(import.meta.resolve("./testing/function-code.ts"))};
const t = await testSandbox({ isolation: "bubblewrap" });
const spec = await t.deploy("nodejs22.x", { "app.js": "exports.handler = async () => 1" }, { environment: { MARK: "${mark}" } });
process.stdout.write(String((await t.call(spec)).value));
setTimeout(() => {}, 60_000);`,
    );
    const running = spawn(process.execPath, [server]);
    await once(running.stdout, "data");
    const mine = () => keepersOf(running.pid ?? 0);
    assert.ok(carriers(mark).length > 0);
    const [keeper] = mine();
    assert.ok(keeper !== undefined);
    running.kill("SIGKILL");
    await until(
      () => carriers(mark).length === 0 && !existsSync(`/proc/${keeper}`),
    );
  },
);

void test("with less than full isolation, and full isolation required, functions do not run", async () => {
  await using t = await testSandbox({
    isolation: "process",
    requireIsolation: true,
  });
  const spec = await t.deploy(NODE, { "app.js": "exports.handler = () => 1" });
  const called = await t.call(spec);
  assert.equal(called.functionError, "Unhandled");
  assert.equal(called.errorType, "Sandbox.IsolationNotAvailable");
  assert.match(
    (called.value as { errorMessage: string }).errorMessage,
    /Functions are not run without isolation/,
  );
  await assert.rejects(t.box.isolation(), { name: "IsolationMissing" });
});

void test("what is in force is told", { skip }, async () => {
  await using t = await kept();
  const { driver, missing } = await t.box.isolation();
  assert.deepEqual([driver, missing], ["bubblewrap", []]);
  await using plain = await testSandbox({ isolation: "process" });
  assert.equal((await plain.box.isolation()).driver, "process");
});

/** The first folders of the host paths that Node itself lies below. */
function visibleRoots(): string[] {
  return [process.execPath, import.meta.filename]
    .map((path) => path.split("/")[1] ?? "")
    .filter(
      (name, index, all) =>
        all.indexOf(name) === index &&
        name !== "usr" &&
        // An installation below /tmp stands below /var inside.
        name !== "tmp",
    );
}

function keepersOf(server: number): number[] {
  return childrenOf(server).filter((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("keeper.mjs"),
  );
}

/** Processes of this machine whose environment holds a mark. */
function carriers(mark: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    if (!/^\d+$/.test(pid) || !existsSync(`/proc/${pid}/environ`)) return false;
    try {
      return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
    } catch {
      return false;
    }
  });
}

async function whyNot(): Promise<string | false> {
  await using t = await testSandbox({ isolation: "process" });
  const tried = await tryBubblewrap({ workDir: join(t.directory, "try") });
  if ("missing" in tried) return `NOT TESTED: ${tried.missing}`;
  await tried.close();
  return false;
}
