import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** What tests of jobs share: a simulated MLflow on 127.0.0.1. Nothing here is part of Towpath. */

interface FakeRun {
  experiment: string;
  status: string;
  name: string;
  tags: Map<string, string>;
}

/** As much of MLflow's REST API 2.0 as a training and an evaluation call, in memory. */
export interface FakeMlflow {
  readonly uri: string;
  readonly runs: Map<string, FakeRun>;
  /** Experiment → where its artifacts go. */
  readonly locations: Map<string, string>;
  /** Every Authorization header that came. */
  readonly logins: Set<string | undefined>;
  close(): Promise<void>;
}

type Body = Record<string, unknown>;
interface Pair {
  key: string;
  value: string;
}

/** Starts one that hands out `s3://` places, as a server with direct access does. */
export async function startFakeMlflow(): Promise<FakeMlflow> {
  const runs = new Map<string, FakeRun>();
  const locations = new Map<string, string>();
  const versions: { name: string; run: string; tags: Map<string, string> }[] = [];
  const logins = new Set<string | undefined>();
  const pairs = (tags: Map<string, string>) =>
    [...tags].map(([key, value]): Pair => ({ key, value }));
  const runAnswer = (id: string) => {
    const run = runs.get(id);
    if (run === undefined) return undefined;
    const artifacts = `${locations.get(run.experiment) ?? ""}/${id}/artifacts`;
    return {
      run: {
        info: {
          run_id: id,
          experiment_id: run.experiment,
          run_name: run.name,
          status: run.status,
          artifact_uri: artifacts,
        },
        data: { tags: pairs(run.tags) },
      },
    };
  };
  const set = (tags: Map<string, string>, given: unknown) => {
    for (const { key, value } of (given ?? []) as Pair[]) tags.set(key, value);
  };
  const versionAnswer = (index: number) => {
    const version = versions[index];
    if (version === undefined) return undefined;
    return {
      name: version.name,
      version: String(index + 1),
      run_id: version.run,
      tags: pairs(version.tags),
    };
  };
  const answers: Record<string, (body: Body, query: URLSearchParams) => object | undefined> = {
    "experiments/get-by-name": (_, query) => {
      const name = query.get("experiment_name") ?? "";
      return locations.has(name) ? { experiment: { experiment_id: name } } : undefined;
    },
    "experiments/create": (body) => {
      locations.set(String(body.name), String(body.artifact_location));
      return { experiment_id: body.name };
    },
    "runs/create": (body) => {
      const id = `run${runs.size + 1}`;
      const experiment = String(body.experiment_id);
      const run = {
        experiment,
        status: "RUNNING",
        name: String(body.run_name),
        tags: new Map<string, string>(),
      };
      set(run.tags, body.tags);
      runs.set(id, run);
      return runAnswer(id);
    },
    "runs/log-batch": (body) => {
      set(runs.get(String(body.run_id))?.tags ?? new Map<string, string>(), body.tags);
      return {};
    },
    "runs/update": (body) => {
      const run = runs.get(String(body.run_id));
      if (run !== undefined) run.status = String(body.status);
      return {};
    },
    "runs/get": (_, query) => runAnswer(query.get("run_id") ?? ""),
    "registered-models/create": () => ({}),
    "model-versions/create": (body) => {
      const version = {
        name: String(body.name),
        run: String(body.run_id),
        tags: new Map<string, string>(),
      };
      set(version.tags, body.tags);
      return { model_version: versionAnswer(versions.push(version) - 1) };
    },
    "model-versions/set-tag": ({ version, key, value }) => {
      set(versions[Number(version) - 1]?.tags ?? new Map<string, string>(), [{ key, value }]);
      return {};
    },
    "model-versions/search": () => ({
      model_versions: versions.map((_, index) => versionAnswer(index)).reverse(),
    }),
  };
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      logins.add(request.headers.authorization);
      const url = new URL(request.url ?? "", "http://x");
      const call = url.pathname.replace("/api/2.0/mlflow/", "");
      const body = (text === "" ? {} : JSON.parse(text)) as Body;
      const answer = answers[call]?.(body, url.searchParams);
      response.writeHead(answer === undefined ? 404 : 200, { "content-type": "application/json" });
      const missing = { error_code: "RESOURCE_DOES_NOT_EXIST", message: call };
      response.end(JSON.stringify(answer ?? missing));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    uri: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ runs, locations, logins },
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
