import { deepEqual, equal, throws } from "node:assert/strict";
import { test } from "node:test";
import { readSettings, SettingsError } from "./settings.ts";

test("a flag wins over its variable, and a variable over the default", () => {
  equal(readSettings({}, {}).port, 4566);
  equal(readSettings({}, { GATEHOUSE_PORT: "1" }).port, 1);
  equal(readSettings({ port: "2" }, { GATEHOUSE_PORT: "1" }).port, 2);
  equal(readSettings({}, { GATEHOUSE_EPHEMERAL: "1" }).ephemeral, true);
});

test("other addresses than loopback need TLS, or to be asked for", () => {
  throws(() => readSettings({ host: "0.0.0.0" }, {}), SettingsError);
  equal(readSettings({ host: "0.0.0.0", insecure: true }, {}).insecure, true);
  equal(
    readSettings({ host: "0.0.0.0", "tls-cert": "c", "tls-key": "k" }, {}).tls
      ?.certFile,
    "c",
  );
  for (const host of ["127.0.0.1", "127.9.9.9", "::1", "localhost"])
    equal(readSettings({ host }, {}).host, host);
});

test("what cannot be is refused with a sentence", () => {
  const wrong: Record<string, string>[] = [
    { port: "70000" },
    { port: "x" },
    { "account-id": "1" },
    { region: "nowhere" },
    { "root-access-key-id": "AKIAIOSFODNN7EXAMPLE" },
    { "root-access-key-id": "short", "root-secret-access-key": "x" },
    { "tls-cert": "c" },
  ];
  for (const flags of wrong)
    throws(() => readSettings(flags, {}), SettingsError);
});

void test("programs for runtimes are a list; what is no such list is refused", () => {
  const given = "python3.13=/usr/bin/python3.13, ruby=/opt/ruby";
  deepEqual(readSettings({ runtimes: given }, {}).runtimes, {
    "python3.13": "/usr/bin/python3.13",
    ruby: "/opt/ruby",
  });
  equal(readSettings({}, {}).runtimes, undefined);
  for (const wrong of ["ruby", "ruby=ruby", "=x", "Ruby=/x"])
    throws(
      () => readSettings({}, { GATEHOUSE_RUNTIMES: wrong }),
      /--runtimes must be a list/,
    );
});
