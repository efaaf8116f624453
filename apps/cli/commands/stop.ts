import { serviceNames } from "../../../components/config/load";
import type { CommandModule } from "../command";
import type { Context } from "../context";
import { takeDown } from "../serving/live";
import { stopEmbedded } from "../tracking/open";

export const stop: CommandModule = {
  usage: "stop",
  summary: "drain and stop the endpoints and the tracking server of this checkout",
  example: "npx towpath stop",
  run: async (context) => {
    const stopped = await stopEverything(context);
    context.report.result({ stopped });
    context.report.line(
      stopped.length === 0 ? "Nothing was running." : `Stopped ${stopped.join(", ")}.`,
    );
    return 0;
  },
};

/** Stops what this checkout started. @returns the names of what was running */
export async function stopEverything({ paths }: Context): Promise<string[]> {
  const stopped: string[] = [];
  for (const name of serviceNames(paths.root)) {
    if (await takeDown(paths, name)) stopped.push(name);
  }
  if (await stopEmbedded(paths)) stopped.push("tracking");
  return stopped;
}
