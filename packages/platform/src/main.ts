import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Isolation } from "@gatehouse/sandbox";
import type { TrustRoot } from "@gatehouse/signing";
import { catalogue } from "./catalogue.ts";
import { Clock } from "./core/clock.ts";
import { ensureAccount } from "./core/identity/account.ts";
import { Telemetry } from "./core/telemetry.ts";
import { Credentials } from "./gateway/credentials.ts";
import { Authorizer } from "./gateway/authorize.ts";
import { Decisions } from "./gateway/decisions/decisions.ts";
import { LastUses } from "./gateway/last-use.ts";
import { Lanes } from "./gateway/lanes.ts";
import { listen } from "./gateway/listen.ts";
import { stderrLog, type Log } from "./gateway/log.ts";
import { Meter } from "./gateway/meter.ts";
import { Outbox } from "./gateway/outbox.ts";
import type { Platform } from "./gateway/platform.ts";
import { send } from "./gateway/perform.ts";
import { OrganizationPolicies } from "./gateway/organization-policies.ts";
import { PrincipalPolicies } from "./gateway/principal-policies.ts";
import type { OwnApi } from "./gateway/own/serve-own.ts";
import { OfferedResourceTypes } from "./gateway/resource-types.ts";
import { Services } from "./gateway/services.ts";
import { keptSecret, rootKeyOf, type RootKey } from "./installation.ts";
import { oidcKeysOf } from "./issuers.ts";
import { emitTelemetry } from "./gateway/telemetry.ts";
import { Uses } from "./gateway/uses.ts";
import { resumeStandingWork, ServiceWorkplace } from "./gateway/workplace.ts";
import { SettingsError, type Settings } from "./settings.ts";
import { BlobSweep } from "./store/blob-sweep.ts";
import { Blobs } from "./store/blobs.ts";
import { openSqlite } from "./store/sqlite.ts";
import { Store } from "./store/store.ts";

/** A platform that answers. */
export interface Running {
  /** Scheme and authority, as `http://127.0.0.1:4566`. */
  readonly url: string;
  /** The access key of the installation's root user. */
  readonly rootKey: RootKey & { readonly accountId: string };
  readonly settings: Settings;
  readonly platform: Platform;
  /** What keeps functions in; found out at the first call. Rejects where less is there than is asked for. */
  isolation(): Promise<Isolation>;
  close(): Promise<void>;
}

/** The composition root: puts a platform together and starts it. */
export async function startPlatform(
  settings: Settings,
  log: Log = stderrLog,
): Promise<Running> {
  const dataDir = settings.ephemeral
    ? mkdtempSync(join(tmpdir(), "gatehouse-"))
    : resolve(settings.dataDir);
  await mkdir(dataDir, { recursive: true, mode: 0o700 });

  const rootKey = { ...rootKeyOf(settings), accountId: settings.accountId };
  const clock = new Clock();
  const secret = settings.ephemeral ? randomBytes(32) : keptSecret(dataDir);
  const store = new Store(
    openSqlite(settings.ephemeral ? ":memory:" : join(dataDir, "state.db")),
  );
  const organizationPolicies = new OrganizationPolicies(store);
  const endings: (() => Promise<void>)[] = [];
  let url = "";
  let found: Promise<Isolation> | undefined;
  let inForce: Isolation | string = "being found out";

  let ownApi: Promise<OwnApi> | undefined;
  const platform: Platform = {
    facts: {
      endpoint: () => url,
      accept: (socket) => listening.accept(socket),
      isolation: settings.isolation,
      region: settings.region,
      dataDir,
      ephemeral: settings.ephemeral,
      secret,
      trustRoots: await furtherRoots(settings),
      oidcKeys: oidcKeysOf(settings),
      ...(settings.runtimes === undefined
        ? {}
        : { runtimes: settings.runtimes }),
      ...(settings.urlDomain === undefined
        ? {}
        : { urlDomain: settings.urlDomain }),
      resourceTypes: new OfferedResourceTypes(() => platform.services),
      telemetry: new Telemetry((gathered) => emitTelemetry(platform, gathered)),
      workplace: (service) => new ServiceWorkplace(() => platform, service),
      onClose: (end) => void endings.push(end),
    },
    store,
    blobs: new Blobs(join(dataDir, "blobs"), !settings.ephemeral),
    clock,
    services: new Services(catalogue),
    credentials: new Credentials(store, clock, secret),
    authorizer: new Authorizer(
      () => platform,
      new PrincipalPolicies(store, organizationPolicies),
      organizationPolicies,
    ),
    decisions: new Decisions(store, () => platform),
    own: () => (ownApi ??= loadedOwnApi()),
    lastUses: new LastUses(store),
    uses: new Uses(store),
    outbox: new Outbox(() => platform),
    lanes: new Lanes(() => platform),
    meter: new Meter(),
    log,
    send: (command, caller, from) => send(platform, command, caller, from),
    health: () => ({
      version: VERSION,
      services: catalogue.map(({ name }) => name),
      isolation: told(),
    }),
    reset,
  };

  await ensureRoot();
  platform.outbox.start();
  platform.lanes.start();
  const sweep = new BlobSweep(platform.blobs, store, (error) =>
    log.error("Abandoned blobs could not be swept away.", error),
  );
  sweep.start();
  const listening = await listen(platform, settings);
  url = listening.url;
  resumeStandingWork(platform).catch((error: unknown) =>
    log.error("Standing work could not be resumed.", error),
  );
  return { url, rootKey, settings, platform, isolation, close };

  async function ensureRoot(): Promise<void> {
    const { accountId } = settings;
    await ensureAccount(store, { accountId, now: clock.now(), rootKey });
  }

  /** Loaded at its first call, as services are. */
  async function loadedOwnApi(): Promise<OwnApi> {
    const { OwnApi } = await import("./gateway/own/serve-own.ts");
    return new OwnApi(
      () => platform,
      (accountId) => platform.authorizer.managementAccountOf(accountId),
    );
  }

  function isolation(): Promise<Isolation> {
    return (found ??= findIsolation());
  }

  async function findIsolation(): Promise<Isolation> {
    const { runnerOf } = await import("./services/lambda/invocation/runner.ts");
    const { sandbox } = runnerOf(platform.facts, clock.now);
    try {
      return (inForce = await sandbox.isolation());
    } catch (error) {
      inForce = error instanceof Error ? error.message : String(error);
      throw error;
    }
  }

  /** What is known of it; the first to ask does not wait until it is found out. */
  function told(): Isolation | string {
    isolation().catch(() => {});
    return inForce;
  }

  async function reset(): Promise<void> {
    await store.wipe();
    clock.reset();
    await ensureRoot();
  }

  async function close(): Promise<void> {
    await listening.close();
    // No delivery begins while services end, and what the last ones told is kept.
    const delivered = Promise.all([
      platform.outbox.close(),
      platform.lanes.close(),
    ]);
    await Promise.all(endings.map((end) => end()));
    await platform.decisions.close();
    await delivered;
    await platform.facts.telemetry.flush();
    await sweep.close();
    await store.close();
    if (settings.ephemeral) rmSync(dataDir, { recursive: true, force: true });
  }
}

const VERSION = "0.1.0";

/** AWS's own signatures carry no framing digest, so it is not asked of signatures below these roots. */
async function furtherRoots({
  trustRootsFile,
}: Settings): Promise<readonly TrustRoot[]> {
  if (trustRootsFile === undefined) return [];
  const { trustRootsFromPem } = await import("@gatehouse/signing");
  const reading = trustRootsFromPem(readFileSync(trustRootsFile, "utf8"), {
    requireFraming: false,
  });
  if (!reading.ok)
    throw new SettingsError(
      `${trustRootsFile} holds no trust root: ${reading.message}`,
    );
  return reading.roots;
}
