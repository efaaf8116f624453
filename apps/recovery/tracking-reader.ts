import * as z from "zod";
import { MlflowClient, type Run } from "../jobs/tracking/client";
import { answers } from "../jobs/tracking/schemas";

/** Experiments in one question; MLflow takes them as a list in the request. */
const EXPERIMENTS_AT_ONCE = 100;

const experiments = z.object({
  experiments: z.array(z.object({ experiment_id: z.string().min(1) })).default([]),
  next_page_token: z.string().default(""),
});
const runs = z.object({
  runs: z.array(answers.run.shape.run).default([]),
  next_page_token: z.string().default(""),
});

/** Everything that a tracking server has, deleted runs included: they are kept until `mlflow gc`. */
export class TrackingReader extends MlflowClient {
  /** Every run, by its id. */
  async allRuns(): Promise<Map<string, Run>> {
    const query = { max_results: "1000", view_type: "ALL" };
    const pages = await this.pages((page_token) =>
      this.get("experiments/search", { ...query, page_token }, experiments),
    );
    const ids = pages.flatMap((page) => page.experiments.map((one) => one.experiment_id));
    const found = new Map<string, Run>();
    for (let from = 0; from < ids.length; from += EXPERIMENTS_AT_ONCE) {
      const some = ids.slice(from, from + EXPERIMENTS_AT_ONCE);
      const body = { experiment_ids: some, run_view_type: "ALL", max_results: 1000 };
      const answered = await this.pages((page_token) =>
        this.post("runs/search", { ...body, page_token }, runs, true),
      );
      for (const run of answered.flatMap((page) => page.runs)) found.set(run.runId, run);
    }
    return found;
  }
}
