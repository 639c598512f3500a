import { keptRootKey } from "@gatehouse/platform/installation";
import {
  readSettings,
  settingHelp,
  SettingsError,
} from "@gatehouse/platform/settings";
import { readWords, UsageError, type Command } from "../command.ts";

const FLAGS = ["host", "port", "data-dir", "region"];
const options = settingHelp
  .filter(({ flag }) => FLAGS.includes(flag))
  .map(({ flag, variable, meaning }) => ({
    name: flag,
    variable,
    meaning,
    value: "VALUE",
  }));

/** Prints what to export so that AWS clients reach a platform of this machine. */
export const env: Command = {
  name: "env",
  summary: "Print the environment that points AWS clients at the platform.",
  usage: '[options]        as in: eval "$(gatehouse env)"',
  options,
  exits: {
    0: "printed",
    1: "the data directory holds no platform",
    2: "wrong options",
  },

  async run(args) {
    const { values } = readWords({ options }, args);
    try {
      const settings = readSettings({ ...values, insecure: true }, process.env);
      const rootKey = keptRootKey(settings);
      if (!rootKey) {
        process.stderr.write(
          `gatehouse env: ${settings.dataDir} holds no platform; gatehouse serve makes one.\n`,
        );
        return 1;
      }
      const url = `${settings.tls ? "https" : "http"}://${settings.host}:${settings.port}`;
      process.stdout.write(
        exports(url, rootKey, settings.region).join("\n") + "\n",
      );
      return 0;
    } catch (error) {
      if (error instanceof SettingsError) throw new UsageError(error.message);
      throw error;
    }
  },
};

/** Shell lines for an endpoint and a key. */
export function exports(
  url: string,
  key: { accessKeyId: string; secretAccessKey: string },
  region: string,
): readonly string[] {
  return [
    `export AWS_ENDPOINT_URL=${url}`,
    `export AWS_ACCESS_KEY_ID=${key.accessKeyId}`,
    `export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}`,
    `export AWS_DEFAULT_REGION=${region}`,
    `export AWS_REGION=${region}`,
  ];
}
