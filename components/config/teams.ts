import { z } from "zod";
import { kebabName } from "./names";

/** `stacks/teams.yaml`: the teams that share the platform. */
export const teamsSchema = z.record(
  kebabName,
  z.strictObject({
    /** A key of ownership.yaml. */
    owner: kebabName,
    /** The team's Kubernetes namespace; unique over all teams. */
    namespace: kebabName,
    /** The most that the team's pods may request together. */
    quota: z.strictObject({
      /** CPU cores. */
      cpu: z.number().positive(),
      /** GiB. */
      memory_gib: z.number().positive(),
      /** Whole GPUs; 0 for a team that needs none. */
      gpu: z.number().int().nonnegative(),
    }),
  }),
);

export type Teams = z.output<typeof teamsSchema>;

/** The teams of an owner: whose a service is that names the owner. A service names no team itself. */
export function teamsOf(teams: Teams, owner: string): string[] {
  return Object.keys(teams).filter((team) => teams[team]?.owner === owner);
}
