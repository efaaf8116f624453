import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { InputError, messageOf, UserError } from "../../../lib/errors";
import { MlflowClient, TrackingError, TrackingUnreachable } from "./client";
import { withoutUserinfo } from "./errors";

/** A call that the fake server saw. */
interface Seen {
  method: string;
  url: string;
  authorization: string | undefined;
  body: string;
}

/** Answers the calls in order; the last answer stays. */
type Answer =
  { status: number; body?: unknown; headers?: Record<string, string> } | "hang" | "reset";

const open: Server[] = [];
afterEach(() => {
  for (const server of open.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function fake(...script: Answer[]): Promise<{ uri: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({
      method: request.method ?? "",
      url: request.url ?? "",
      authorization: request.headers.authorization,
      body: Buffer.concat(chunks).toString(),
    });
    const next = script[Math.min(seen.length, script.length) - 1] ?? "hang";
    if (next === "hang") return;
    if (next === "reset") {
      request.socket.destroy();
      return;
    }
    response.writeHead(next.status, { "content-type": "application/json", ...next.headers });
    response.end(typeof next.body === "string" ? next.body : JSON.stringify(next.body ?? {}));
  };
  const server = createServer((request, response) => void answer(request, response));
  open.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { uri: `http://127.0.0.1:${address.port}`, seen };
}

function clientOf(uri: string, env: NodeJS.ProcessEnv = {}): MlflowClient {
  return new MlflowClient({ uri, env, backoffMs: 1, timeoutMs: 150, transferTimeoutMs: 150 });
}

const RUN = {
  run: {
    info: {
      run_id: "ab12",
      experiment_id: "1",
      status: "RUNNING",
      artifact_uri: "mlflow-artifacts:/1/ab12/artifacts",
      start_time: "1700000000000",
    },
  },
};

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw new Error(`expected a UserError, found ${messageOf(error)}`);
}

describe("faults", () => {
  it("repeats what may be repeated: 500, then 429, then a lost connection, then the answer", async () => {
    const { uri, seen } = await fake({ status: 500 }, { status: 429 }, "reset", {
      status: 200,
      body: RUN,
    });
    expect(await clientOf(uri).getRun("ab12")).toMatchObject({
      runId: "ab12",
      startTime: 1_700_000_000_000,
      tags: {},
      metrics: {},
    });
    expect(seen).toHaveLength(4);
  });

  it("gives up after four attempts", async () => {
    const { uri, seen } = await fake({ status: 503, body: "<h1>down</h1>" });
    const error = await failure(clientOf(uri).getRun("ab12"));
    expect(error).toBeInstanceOf(TrackingUnreachable);
    expect(error.message).toContain(`tracking at ${uri} cannot be reached: HTTP 503`);
    expect(seen).toHaveLength(4);
  });

  it("never repeats what would be done twice", async () => {
    const { uri, seen } = await fake("reset");
    const client = clientOf(uri);
    const made = client.createRun({ experimentId: "1", runName: "x" });
    await expect(made).rejects.toThrow(TrackingUnreachable);
    expect(seen).toHaveLength(1);
    const version = client.createModelVersion({ name: "m", source: "s", runId: "r" });
    await expect(version).rejects.toThrow(TrackingUnreachable);
    expect(seen).toHaveLength(2);
  });

  it("ends a call that gets no answer", async () => {
    const { uri } = await fake("hang");
    const error = await failure(clientOf(uri).createRun({ experimentId: "1", runName: "x" }));
    expect(error).toBeInstanceOf(TrackingUnreachable);
    expect(error.message).toContain("no answer within 0.15 s");
    await expect(clientOf(uri).downloadArtifact("mlflow-artifacts:/1/x")).rejects.toThrow("within");
  });

  it("says who refused the connection and what to do", async () => {
    const { uri } = await fake("hang");
    open[0]?.closeAllConnections();
    await new Promise((closed) => open.splice(0)[0]?.close(closed));
    const error = await failure(clientOf(uri).ping());
    expect(error).toBeInstanceOf(TrackingUnreachable);
    expect(error.message).toMatch(/tracking at http:.* cannot be reached: .*ECONNREFUSED/);
    expect(error.hint).toContain("MLFLOW_TRACKING_URI");
    expect(error.hint).toContain("--quarantine");
    expect(error.exitCode).toBe(1);
  });

  it("shows MLflow's own code and words, once", async () => {
    const body = { error_code: "INVALID_PARAMETER_VALUE", message: "Param p is already there" };
    const { uri, seen } = await fake({ status: 400, body });
    const error = await failure(clientOf(uri).logBatch("r", { params: { p: "2" } }));
    expect(error).toMatchObject({ code: "INVALID_PARAMETER_VALUE", status: 400 });
    expect(error.message).toContain("runs/log-batch: INVALID_PARAMETER_VALUE: Param p is already");
    expect(seen).toHaveLength(1);
  });

  it.each([
    ["no JSON", "<html>hello</html>", "expected MLflow's JSON"],
    ["half of it", '{"run": {"info"', "expected MLflow's JSON"],
    ["another form", { run: { id: 7 } }, "does not have the form"],
  ])("refuses an answer that is %s", async (_case, body, message) => {
    const { uri } = await fake({ status: 200, body });
    const error = await failure(clientOf(uri).getRun("ab12"));
    expect(error).toBeInstanceOf(TrackingError);
    expect(error.message).toContain(message);
  });

  it("does not follow a redirect to a login page", async () => {
    const { uri } = await fake({ status: 302, headers: { location: "https://login.example/" } });
    const error = await failure(clientOf(uri).getRun("ab12"));
    expect(error).toMatchObject({ code: "HTTP_302" });
    expect(error.hint).toContain("login page");
  });
});

describe("credentials", () => {
  const ok = { status: 200, body: RUN };
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  it.each([
    [{ MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: "p" }, "", basic("ada:p")],
    [{ MLFLOW_TRACKING_TOKEN: "t0ken" }, "", "Bearer t0ken"],
    [{}, "ada:p%40ss@", basic("ada:p@ss")],
    [{}, "", undefined],
  ])("%j %s", async (env, userinfo, expected) => {
    const { uri, seen } = await fake(ok);
    const client = clientOf(uri.replace("//", `//${userinfo}`), env);
    await client.getRun("ab12");
    expect(seen[0]?.authorization).toBe(expected);
    expect(client.uri).toBe(uri);
  });

  it("are MLFLOW_TRACKING_URI's for its own server, and for no other", async () => {
    const { uri, seen } = await fake(ok);
    const named = (at: string) => ({ MLFLOW_TRACKING_URI: at.replace("//", "//ada:p@") });
    await clientOf(uri, named(uri)).getRun("ab12");
    await clientOf(uri, named("http://other.example")).getRun("ab12");
    expect(seen.map((call) => call.authorization)).toEqual([basic("ada:p"), undefined]);
  });

  it("are never in an error", async () => {
    const { uri } = await fake({ status: 401, body: "You are not authenticated" });
    const secret = "s3cret";
    const env = { MLFLOW_TRACKING_USERNAME: "ada", MLFLOW_TRACKING_PASSWORD: secret };
    const denied = await failure(
      clientOf(uri.replace("//", `//bob:${secret}@`), env).getRun("ab12"),
    );
    expect(denied.hint).toContain("MLFLOW_TRACKING_PASSWORD");
    const lost = await failure(clientOf(`http://ada:${secret}@127.0.0.1:1`).ping());
    for (const { message, hint, stack } of [denied, lost]) {
      expect(`${message} ${hint ?? ""} ${stack ?? ""}`).not.toContain(secret);
    }
    for (const bad of [`ftp://ada:${secret}@h/x`, `ada:${secret}@h`, `http://ada:${secret}@h:x`]) {
      expect(() => clientOf(bad)).toThrow(InputError);
      expect(() => clientOf(bad)).not.toThrow(secret);
    }
  });

  it("are cut from any text", () => {
    expect(withoutUserinfo("http://a:b@c@host:1/p@th?x=@")).toBe("http://host:1/p@th?x=@");
    expect(withoutUserinfo("http://host/")).toBe("http://host/");
  });
});

describe("experiments and artifacts", () => {
  const missing = {
    status: 404,
    body: { error_code: "RESOURCE_DOES_NOT_EXIST", message: "no such experiment" },
  };
  const exists = {
    status: 400,
    body: { error_code: "RESOURCE_ALREADY_EXISTS", message: "is there" },
  };
  const found = { status: 200, body: { experiment: { experiment_id: "7" } } };

  it("finds the experiment that another made in between", async () => {
    const { uri, seen } = await fake(missing, exists, found);
    expect(await clientOf(uri).experimentId("triage & co")).toBe("7");
    expect(seen.map(({ method }) => method)).toEqual(["GET", "POST", "GET"]);
    expect(seen[0]?.url).toContain("experiment_name=triage+%26+co");
  });

  it("refuses a deleted experiment", async () => {
    const body = { experiment: { experiment_id: "7", lifecycle_stage: "deleted" } };
    const { uri } = await fake({ status: 200, body });
    await expect(clientOf(uri).experimentId("x")).rejects.toMatchObject({
      code: "EXPERIMENT_DELETED",
    });
  });

  it.each([
    ["gs://bucket/x", "kind other"],
    ["file:///srv/x", "kind file"],
    ["mlflow-artifacts://evil.example/1/x", "another server (evil.example)"],
  ])("refuses %s before it sends anything", async (root, reason) => {
    const { uri, seen } = await fake({ status: 200 });
    const error = await failure(clientOf(uri).uploadArtifact(root, "a", Buffer.from("x")));
    expect(error.message).toContain(reason);
    expect(error.hint).toContain("--serve-artifacts");
    expect(seen).toEqual([]);
  });

  it("stops at a page token that comes back", async () => {
    const { uri, seen } = await fake({ status: 200, body: { next_page_token: "same" } });
    expect(await clientOf(uri).searchModelVersions("name='x'")).toEqual([]);
    expect(seen).toHaveLength(2);
  });
});
