import { readSettings, startPlatform } from "@gatehouse/platform";
import { Narrator } from "./narrator.ts";
import { story } from "./story.ts";

/** `npm run tour`: the whole story on a throw-away platform, with the AWS SDK as any client would use it. */
const settings = readSettings({ port: "0", ephemeral: true }, {});
const running = await startPlatform(settings);
const narrator = new Narrator();
try {
  await story(narrator, running);
} catch (error) {
  process.stderr.write(
    `${error instanceof Error ? error.stack : String(error)}\n`,
  );
} finally {
  narrator.end();
  await running.close();
}
process.exitCode = narrator.held ? 0 : 1;
