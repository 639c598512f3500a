export { startPlatform, type Running } from "./main.ts";
export { keptRootKey } from "./installation.ts";
export {
  readSettings,
  settingHelp,
  SettingsError,
  type Settings,
} from "./settings.ts";
