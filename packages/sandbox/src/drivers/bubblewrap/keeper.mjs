// Makes network namespaces, listens in them, and passes the listeners on. It runs as the administrator of a user
// namespace of its own, so that all it makes belongs there. Node has no call for namespaces: the C library has.
import { createSocket } from "node:dgram";
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dlopen } from "node:ffi";
import { connect as connectTo, createServer } from "node:net";

const { functions: libc } = dlopen(null, {
  unshare: { return: "i32", arguments: ["i32"] },
  setns: { return: "i32", arguments: ["i32", "i32"] },
  socket: { return: "i32", arguments: ["i32", "i32", "i32"] },
  ioctl: { return: "i32", arguments: ["i32", "u64", "buffer"] },
  mount: {
    return: "i32",
    arguments: ["string", "string", "string", "u64", "string"],
  },
  umount2: { return: "i32", arguments: ["string", "i32"] },
});

const CLONE_NEWNET = 0x40000000;
const AF_INET = 2;
const SOCK_DGRAM = 2;
const SIOCSIFFLAGS = 0x8914n;
const SIOCSIFADDR = 0x8916n;
const SIOCSIFNETMASK = 0x891cn;
const IFF_UP_AND_RUNNING = 0x41;

const MS_NOSUID_AND_NODEV = 0x6n;
const MNT_DETACH = 2;

const tasks = {
  make,
  listen,
  listenDatagrams,
  connect,
  connections,
  drop,
  mount,
  unmount,
};
let last = Promise.resolve();

if (process.argv.includes("--no-user-namespaces"))
  writeFileSync("/proc/sys/user/max_user_namespaces", "0");

process.on("disconnect", () => process.exit());
// The channel does not tell its end while something is on its way through it; this pipe does.
process.stdin.on("close", () => process.exit()).resume();
// One after another: the thread is in one network at a time.
process.on("message", (request) => {
  last = last.then(() => serve(request));
});
process.send({ ready: true });

async function serve({ id, task, ...request }) {
  try {
    const { result, handle } = await tasks[task](request);
    await answer({ id, result }, handle);
  } catch (error) {
    await answer({ id, error: String(error?.message ?? error) });
  }
}

/** A new network with its loopback up, and with further addresses that are its own. */
async function make({ addresses }) {
  check("unshare", libc.unshare(CLONE_NEWNET));
  const socket = check("socket", libc.socket(AF_INET, SOCK_DGRAM, 0));
  try {
    configure(socket, SIOCSIFFLAGS, "lo", (request) =>
      request.writeUInt16LE(IFF_UP_AND_RUNNING, 16),
    );
    for (const [index, address] of addresses.entries()) {
      const alias = `lo:${index}`;
      configure(socket, SIOCSIFADDR, alias, inet(address));
      configure(socket, SIOCSIFNETMASK, alias, inet("255.255.255.255"));
    }
  } finally {
    closeSync(socket);
  }
  return { result: openSync(`/proc/self/task/${process.pid}/ns/net`, "r") };
}

async function listen({ network, host, port }) {
  check("setns", libc.setns(network, CLONE_NEWNET));
  const server = createServer();
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
  return { result: true, handle: server };
}

async function listenDatagrams({ network, host, port }) {
  check("setns", libc.setns(network, CLONE_NEWNET));
  const socket = createSocket("udp4");
  await new Promise((resolve, reject) => {
    socket.once("error", reject);
    socket.bind({ address: host, port, exclusive: true }, resolve);
  });
  return { result: true, handle: socket };
}

async function connections({ network }) {
  check("setns", libc.setns(network, CLONE_NEWNET));
  // Sockets that could speak IPv6 as well stand in a table of their own, where the system has it.
  const tables = ["tcp", "tcp6"].map((name) => `/proc/thread-self/net/${name}`);
  const read = tables.filter((path) => existsSync(path));
  return {
    result: read.map((path) => readFileSync(path, "latin1")).join("\n"),
  };
}

async function connect({ network, port }) {
  check("setns", libc.setns(network, CLONE_NEWNET));
  const socket = connectTo({ host: "127.0.0.1", port });
  await new Promise((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("error", reject);
  });
  return { result: true, handle: socket };
}

async function drop({ network }) {
  closeSync(network);
  return { result: true };
}

/** A directory in memory that only those see who enter this process's mounts. */
async function mount({ directory, bytes }) {
  const options = `size=${bytes},mode=1777`;
  check(
    "mount",
    libc.mount("tmpfs", directory, "tmpfs", MS_NOSUID_AND_NODEV, options),
  );
  return { result: true };
}

async function unmount({ directory }) {
  check("umount", libc.umount2(directory, MNT_DETACH));
  return { result: true };
}

function configure(socket, request, name, fill) {
  const bytes = Buffer.alloc(40);
  bytes.write(name);
  fill(bytes);
  check(`ioctl ${name}`, libc.ioctl(socket, request, bytes));
}

function inet(address) {
  return (bytes) => {
    bytes.writeUInt16LE(AF_INET, 16);
    for (const [index, part] of address.split(".").entries())
      bytes.writeUInt8(Number(part), 20 + index);
  };
}

function check(what, result) {
  if (result < 0) throw new Error(`${what} is not permitted`);
  return result;
}

/** What is passed on is open there from then on, and needed here no longer. */
function answer(message, handle) {
  return new Promise((resolve) => {
    process.send(message, handle, () => {
      handle?.close?.();
      resolve();
    });
  });
}
