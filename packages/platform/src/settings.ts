import { existsSync } from "node:fs";

/** How a platform runs; see the table of settings in the README. */
export interface Settings {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataDir: string;
  readonly accountId: string;
  readonly region: string;
  readonly rootAccessKeyId?: string;
  readonly rootSecretAccessKey?: string;
  /** Nothing is kept after exit; reset and clock are offered. */
  readonly ephemeral: boolean;
  /** Certificate and key, PEM files: HTTPS. */
  readonly tls?: { readonly certFile: string; readonly keyFile: string };
  /** A PEM file of further roots whose signatures Lambda accepts, as AWS Signer's own. */
  readonly trustRootsFile?: string;
  /** A JSON file of OpenID Connect issuers and their keys, for where the issuers cannot be asked. */
  readonly oidcKeysFile?: string;
  /** A domain below which every name leads to this platform: function URLs are answered below it. */
  readonly urlDomain?: string;
  /** How functions are kept apart, and whether less than full isolation will do. */
  readonly isolation: {
    readonly choice: "auto" | "bubblewrap" | "process";
    readonly required: boolean;
    /** What of this machine functions see beside their own, absolute. */
    readonly files: readonly string[];
  };
  /** Programs for functions' runtimes, absolute paths by runtime (`python3.13`) or family (`python`). */
  readonly runtimes?: Readonly<Record<string, string>>;
  /** Allows another address than loopback without TLS. */
  readonly insecure: boolean;
}

/** One setting: its flag, its environment variable and what it means. */
export interface SettingHelp {
  readonly flag: string;
  readonly variable: string;
  readonly meaning: string;
  readonly fallback?: string;
  readonly takesValue: boolean;
}

/** Every setting of `gatehouse serve`, in the order in which help shows them. */
export const settingHelp: readonly SettingHelp[] = [
  value("host", "GATEHOUSE_HOST", "address to listen on", "127.0.0.1"),
  value("port", "GATEHOUSE_PORT", "port to listen on", "4566"),
  value(
    "data-dir",
    "GATEHOUSE_DATA_DIR",
    "where state is kept",
    "./.gatehouse",
  ),
  value(
    "account-id",
    "GATEHOUSE_ACCOUNT_ID",
    "the account of the root user, 12 digits",
    "000000000000",
  ),
  value(
    "region",
    "GATEHOUSE_REGION",
    "the Region to suggest to clients",
    "us-east-1",
  ),
  value(
    "root-access-key-id",
    "GATEHOUSE_ROOT_ACCESS_KEY_ID",
    "generated at the first start when not given",
  ),
  value(
    "root-secret-access-key",
    "GATEHOUSE_ROOT_SECRET_ACCESS_KEY",
    "generated at the first start when not given",
  ),
  value(
    "tls-cert",
    "GATEHOUSE_TLS_CERT",
    "certificate file (PEM): serve HTTPS",
  ),
  value("tls-key", "GATEHOUSE_TLS_KEY", "key file (PEM) of the certificate"),
  value(
    "trust-roots",
    "GATEHOUSE_TRUST_ROOTS",
    "further root certificates (PEM file) whose signatures count",
  ),
  value(
    "oidc-keys",
    "GATEHOUSE_OIDC_KEYS",
    "JSON file of OpenID Connect issuers and their keys (JWKS): these issuers are not asked",
  ),
  value(
    "url-domain",
    "GATEHOUSE_URL_DOMAIN",
    "a domain whose every name leads here: function URLs get hosts of their own below it",
  ),
  value(
    "isolation",
    "GATEHOUSE_ISOLATION",
    "how functions are kept in: auto (the strongest that works here), bubblewrap or process",
    "auto",
  ),
  toggle(
    "require-isolation",
    "GATEHOUSE_REQUIRE_ISOLATION",
    "run functions with full isolation or not at all",
  ),
  value(
    "runtimes",
    "GATEHOUSE_RUNTIMES",
    "programs for functions' runtimes: nodejs22.x=/path/node,ruby=/path/aws_lambda_ric",
  ),
  value(
    "function-files",
    "GATEHOUSE_FUNCTION_FILES",
    "files and directories of this machine that functions see, read-only: absolute paths with : between them",
  ),
  toggle(
    "ephemeral",
    "GATEHOUSE_EPHEMERAL",
    "keep nothing after exit; offer reset and clock",
  ),
  toggle(
    "insecure",
    "GATEHOUSE_INSECURE",
    "allow other addresses than loopback without TLS",
  ),
];

function value(
  flag: string,
  variable: string,
  meaning: string,
  fallback?: string,
): SettingHelp {
  return {
    flag,
    variable,
    meaning,
    takesValue: true,
    ...(fallback === undefined ? {} : { fallback }),
  };
}

function toggle(flag: string, variable: string, meaning: string): SettingHelp {
  return { flag, variable, meaning, takesValue: false };
}

/** A setting that cannot be: its text is meant for the person who gave it. */
export class SettingsError extends Error {
  override name = "SettingsError";
}

/**
 * Reads settings: a flag wins over its environment variable.
 * @param flags by name without dashes, as `{ "data-dir": "./x", ephemeral: true }`
 * @throws SettingsError
 */
export function readSettings(
  flags: Readonly<Record<string, string | boolean | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Settings {
  const given = new Map(
    settingHelp.map(({ flag, variable, fallback }) => [
      flag,
      asText(flags[flag]) ?? (environment[variable] || undefined) ?? fallback,
    ]),
  );
  const text = (flag: string): string | undefined => given.get(flag);
  const isOn = (flag: string): boolean =>
    ["1", "true", "yes"].includes(text(flag) ?? "");

  const port = Number(text("port"));
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new SettingsError(
      `--port must be a number from 0 to 65535, not "${text("port")}".`,
    );
  const accountId = text("account-id") ?? "";
  if (!/^\d{12}$/.test(accountId))
    throw new SettingsError(
      `--account-id must be 12 digits, not "${accountId}".`,
    );
  const region = text("region") ?? "";
  if (!/^[a-z]{2}(-[a-z]+)+-\d$/.test(region))
    throw new SettingsError(
      `--region must name a Region such as us-east-1, not "${region}".`,
    );

  const keyId = text("root-access-key-id");
  const secret = text("root-secret-access-key");
  if ((keyId === undefined) !== (secret === undefined))
    throw new SettingsError(
      "Give both --root-access-key-id and --root-secret-access-key, or neither.",
    );
  if (keyId !== undefined && !/^\w{16,128}$/.test(keyId))
    throw new SettingsError(
      "--root-access-key-id must be 16 to 128 letters and digits.",
    );

  const certFile = text("tls-cert");
  const keyFile = text("tls-key");
  if ((certFile === undefined) !== (keyFile === undefined))
    throw new SettingsError("Give both --tls-cert and --tls-key, or neither.");

  const trustRootsFile = text("trust-roots");
  const oidcKeysFile = text("oidc-keys");
  const urlDomain = text("url-domain");
  if (urlDomain !== undefined && !/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(urlDomain))
    throw new SettingsError(
      `--url-domain must be a host name in lower case, without a port, not "${urlDomain}".`,
    );
  const host = text("host") ?? "";
  const insecure = isOn("insecure");
  if (!isLoopback(host) && certFile === undefined && !insecure)
    throw new SettingsError(
      `${host} can be reached from other machines: give --tls-cert and --tls-key, or say --insecure.`,
    );

  const runtimes = readRuntimes(text("runtimes"));
  return {
    host,
    port,
    dataDir: text("data-dir") ?? "",
    accountId,
    region,
    isolation: {
      choice: isolationNamed(text("isolation")),
      required: isOn("require-isolation"),
      files: absolutePaths(text("function-files")),
    },
    ephemeral: isOn("ephemeral"),
    insecure,
    ...(runtimes === undefined ? {} : { runtimes }),
    ...(trustRootsFile === undefined ? {} : { trustRootsFile }),
    ...(oidcKeysFile === undefined ? {} : { oidcKeysFile }),
    ...(urlDomain === undefined ? {} : { urlDomain }),
    ...(keyId !== undefined && secret !== undefined
      ? { rootAccessKeyId: keyId, rootSecretAccessKey: secret }
      : {}),
    ...(certFile !== undefined && keyFile !== undefined
      ? { tls: { certFile, keyFile } }
      : {}),
  };
}

function absolutePaths(list: string | undefined): readonly string[] {
  const paths = (list ?? "").split(":").filter((path) => path !== "");
  for (const path of paths)
    if (!path.startsWith("/") || !existsSync(path))
      throw new SettingsError(
        `--function-files must be absolute paths of what is there, not "${path}".`,
      );
  return paths;
}

function isolationNamed(
  name: string | undefined,
): Settings["isolation"]["choice"] {
  if (name === "auto" || name === "bubblewrap" || name === "process")
    return name;
  throw new SettingsError(
    `--isolation must be auto, bubblewrap or process, not "${name}".`,
  );
}

/** `name=/path,…`; later entries win. */
function readRuntimes(
  given: string | undefined,
): Readonly<Record<string, string>> | undefined {
  if (given === undefined) return undefined;
  const entries = given
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "")
    .map((entry) => {
      const [, name, path] = /^([a-z][a-z0-9.]*)=(\/.+)$/.exec(entry) ?? [];
      if (name === undefined || path === undefined)
        throw new SettingsError(
          `--runtimes must be a list such as python3.13=/usr/bin/python3.13,ruby=/opt/ruby/bin/aws_lambda_ric, not "${entry}".`,
        );
      return [name, path] as const;
    });
  return Object.fromEntries(entries);
}

function asText(flag: string | boolean | undefined): string | undefined {
  return typeof flag === "boolean" ? (flag ? "1" : undefined) : flag;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || host.startsWith("127.");
}
