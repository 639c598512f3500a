import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { imports, type Import } from "./imports.ts";

/** The rooms of the house, from the ground up: a file imports only from its own floor or a lower one. */
const FLOORS: readonly (readonly [floor: string, pattern: RegExp])[] = [
  [
    "libraries",
    /^packages\/(wire|authz|signing|sandbox|guard|template)\/|^@gatehouse\/(wire|authz|signing|sandbox|guard|template)$/,
  ],
  ["store", /^packages\/platform\/src\/store\//],
  ["core", /^packages\/platform\/src\/core\//],
  ["services", /^packages\/platform\/src\/services\//],
  ["gateway", /^packages\/platform\/src\/gateway\//],
  ["main", /^packages\/platform\/src\/\w+\.ts$|^@gatehouse\/platform$/],
  ["programs", /^packages\/(cli|console)\//],
];

/** Settings are plain data that the gateway's listener is handed. */
const EXCEPTIONS: readonly string[] = ["packages/platform/src/settings.ts"];

const all = imports();

test("imports point downwards: libraries, store, core, services, gateway, main, programs", () => {
  const upward = all.filter(
    ({ from, to }) => floorOf(to) > floorOf(from) && !EXCEPTIONS.includes(to),
  );
  deepEqual(upward.map(show), []);
});

test("libraries know neither the platform nor each other's insides", () => {
  const packageOf = (path: string) => /^packages\/(\w+)\//.exec(path)?.[1];
  const foreign = all.filter(
    ({ from, to }) =>
      to.startsWith("packages/") && packageOf(from) !== packageOf(to),
  );
  deepEqual(foreign.map(show), []);
});

test("a service never imports another service", () => {
  const serviceOf = (path: string) =>
    /^packages\/platform\/src\/services\/([\w-]+)\//.exec(path)?.[1];
  const across = all.filter(
    ({ from, to }) =>
      serviceOf(from) && serviceOf(to) && serviceOf(from) !== serviceOf(to),
  );
  deepEqual(across.map(show), []);
});

test("only the wire package touches the SDK's internals", () => {
  const internal = all.filter(
    ({ from, to }) =>
      /^@smithy\/|^@aws-sdk\/(?!client-)/.test(to) &&
      !from.startsWith("packages/wire/"),
  );
  deepEqual(internal.map(show), []);
});

test("no imports go round in circles", () => {
  deepEqual(cycles(all.filter(({ typeOnly }) => !typeOnly)), []);
});

function floorOf(path: string): number {
  return FLOORS.findIndex(([, pattern]) => pattern.test(path));
}

function show({ from, to }: Import): string {
  return `${from} → ${to}`;
}

/** Each circle once, from its first file in the alphabet. */
function cycles(edges: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges)
    next.set(from, [...(next.get(from) ?? []), to]);
  const found = new Set<string>();
  const done = new Set<string>();

  const walk = (file: string, path: readonly string[]): void => {
    const at = path.indexOf(file);
    if (at >= 0) {
      found.add([...path.slice(at), file].join(" → "));
      return;
    }
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    done.add(file);
  };
  for (const file of [...next.keys()].sort()) walk(file, []);
  return [...found];
}
