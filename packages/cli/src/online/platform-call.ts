import { keptRootKey } from "@gatehouse/platform/installation";
import { readSettings, SettingsError } from "@gatehouse/platform/settings";
import { signatureHeaders, type Signer } from "@gatehouse/wire/sign";
import { UsageError, type Option } from "../command.ts";

/** Options of every command that asks a platform. */
export const reachOptions: readonly Option[] = [
  {
    name: "endpoint-url",
    value: "URL",
    meaning: "the platform to ask",
    variable: "AWS_ENDPOINT_URL",
  },
  {
    name: "data-dir",
    value: "DIR",
    meaning: "ask with the root key that is kept there",
    variable: "GATEHOUSE_DATA_DIR",
  },
];

/** The exit code of a command that got no answer. */
export const NO_ANSWER = 3;

/** The platform did not answer what was asked: the text tells why. */
export class NoAnswer extends Error {
  override name = "NoAnswer";
}

/** A platform, and who asks it. */
export interface Reach {
  /** Scheme and authority. */
  readonly url: string;
  readonly signer: Omit<Signer, "service">;
}

/**
 * Where the platform is and as whom to ask: from the environment as AWS clients read it, else from the
 * installation in the data directory. A data directory that is named wins.
 * @throws UsageError where neither tells
 */
export function reachOf(
  values: Readonly<Record<string, string | boolean | undefined>>,
  environment: NodeJS.ProcessEnv = process.env,
): Reach {
  const named = values["data-dir"];
  const settings = installation(named, environment);
  const keys =
    (named === undefined ? keysIn(environment) : undefined) ??
    keptRootKey(settings);
  if (!keys)
    throw new UsageError(
      `No credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name the data directory of a platform (${settings.dataDir} holds none).`,
    );
  const region =
    environment["AWS_REGION"] ??
    environment["AWS_DEFAULT_REGION"] ??
    settings.region;
  const url =
    values["endpoint-url"] ??
    environment["AWS_ENDPOINT_URL"] ??
    `${settings.tls ? "https" : "http"}://${settings.host}:${settings.port}`;
  return {
    url: String(url).replace(/\/+$/, ""),
    signer: { ...keys, region },
  };
}

/**
 * Calls one of the platform's own signed routes.
 * @throws NoAnswer where the platform cannot be reached, or answers with an error
 */
export async function ask<Answer>(
  { url, signer }: Reach,
  [method, path]: readonly ["GET" | "POST", string],
  input?: object,
): Promise<Answer> {
  const body = input === undefined ? "" : JSON.stringify(input);
  const { host: _, ...headers } = signatureHeaders(
    { method, path, host: hostOf(url), body },
    { ...signer, service: "gatehouse" },
    new Date(),
  );
  const response = await fetch(url + path, {
    method,
    headers,
    ...(input === undefined ? {} : { body }),
  }).catch((error: unknown) => {
    throw new NoAnswer(`There is no platform at ${url} (${reasonOf(error)}).`);
  });
  const answer = (await response.json().catch(() => ({}))) as {
    message?: string;
  };
  if (!response.ok)
    throw new NoAnswer(answer.message ?? `${url} answered ${response.status}.`);
  return answer as Answer;
}

function installation(named: unknown, environment: NodeJS.ProcessEnv) {
  try {
    return readSettings(
      {
        ...(typeof named === "string" ? { "data-dir": named } : {}),
        insecure: true,
      },
      environment,
    );
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(error.message);
    throw error;
  }
}

function keysIn(
  environment: NodeJS.ProcessEnv,
):
  Pick<Signer, "accessKeyId" | "secretAccessKey" | "sessionToken"> | undefined {
  const accessKeyId = environment["AWS_ACCESS_KEY_ID"];
  const secretAccessKey = environment["AWS_SECRET_ACCESS_KEY"];
  const sessionToken = environment["AWS_SESSION_TOKEN"];
  if (!accessKeyId || !secretAccessKey) return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken ? { sessionToken } : {}),
  };
}

function hostOf(url: string): string {
  if (!URL.canParse(url)) throw new UsageError(`"${url}" is not a URL.`);
  return new URL(url).host;
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code =
    cause instanceof Error && "code" in cause ? cause.code : undefined;
  return typeof code === "string" ? code : String(error);
}
