import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { checkCluster, clusterProblem, type Kubectl } from "./check-cluster";
import { loadEnvironment } from "./config/load";
import { run } from "./testing";

const local = loadEnvironment(process.cwd(), "local");
const answer = (stdout: string, stderr = "", status: number | null = 0) => ({
  status,
  stdout,
  stderr,
});
const version = (minor: string) =>
  JSON.stringify({ serverVersion: { major: "1", minor, gitVersion: `v1.${minor}.0` } });

/** A kubectl with two contexts, whose cluster says `server`. */
const kubectl =
  (server: ReturnType<typeof answer>): Kubectl =>
  ([first]) =>
    first === "config" ? answer("kind-towpath\nlab\n") : server;

describe("a context", () => {
  it.each(["34", "35+", "40"])("is fine with Kubernetes 1.%s", (minor) => {
    expect(clusterProblem("lab", kubectl(answer(version(minor))))).toBeUndefined();
  });

  it.each<[string, string, Kubectl, RegExp]>([
    [
      "that is not there",
      "kind-towpth",
      kubectl(answer(version("34"))),
      /^found "kind-towpth" \(did you mean "kind-towpath"\?\), which the kubeconfig does not have; expected one of: kind-towpath, lab$/,
    ],
    [
      "of an empty kubeconfig",
      "lab",
      () => answer(""),
      /expected one of: the kubeconfig has none$/,
    ],
    [
      "whose cluster is too old",
      "lab",
      kubectl(answer(version("33"))),
      /^found "lab", which runs Kubernetes v1\.33\.0; expected 1\.34 or newer/,
    ],
    [
      "whose cluster is away",
      "lab",
      kubectl(answer("{}", "E1 noise\nThe connection to the server was refused\n", 1)),
      /does not tell its version: The connection to the server was refused; expected one that answers `kubectl --context lab version`$/,
    ],
    [
      "without kubectl",
      "lab",
      () => answer("", "", null),
      /no kubectl to ask about it; expected kubectl on the PATH/,
    ],
    [
      "of a broken kubeconfig",
      "lab",
      () => answer("", "error loading config file\n", 1),
      /^the kubeconfig cannot be read: error loading config file$/,
    ],
  ])("%s is refused", (_, context, asked, message) => {
    expect(clusterProblem(context, asked)).toMatch(message);
  });
});

describe("the check", () => {
  const checked = (preview: boolean, environment = local, asked: Kubectl = () => answer("")) =>
    run(
      () => {
        checkCluster("local", environment, asked);
      },
      {},
      { preview },
    );

  it("ends an update, naming the file and that nothing was changed", async () => {
    const update = checked(false);
    await expect(update).rejects.toBeInstanceOf(pulumi.RunError);
    await expect(update).rejects.toThrow(
      /^stacks\/Pulumi\.local\.yaml: towpath:environment\.context: found "kind-towpath".*Nothing was changed\.$/,
    );
  });

  it("asks nothing in a preview, nor of an environment on AWS", async () => {
    const never: Kubectl = () => {
      throw new Error("kubectl was called");
    };
    await checked(true, local, never);
    await checked(false, loadEnvironment(process.cwd(), "dev"), never);
  });
});

const real = spawnSync("kubectl", ["version", "--client"]).status === 0;

describe.skipIf(!real)(`with the real kubectl${real ? "" : " (skipped: there is none)"}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "towpath-kubeconfig-"));
  let server: Server;
  let minor = "34";
  const before = process.env.KUBECONFIG;

  beforeAll(async () => {
    server = createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ major: "1", minor, gitVersion: `v1.${minor}.2` }));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    process.env.KUBECONFIG = join(folder, "config");
    writeFileSync(
      process.env.KUBECONFIG,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Config",
        // Another one is current, and must not be asked.
        "current-context": "other",
        clusters: [
          { name: "here", cluster: { server: `http://127.0.0.1:${port}` } },
          { name: "away", cluster: { server: "http://127.0.0.1:1" } },
        ],
        users: [{ name: "nobody", user: {} }],
        contexts: [
          { name: "lab", context: { cluster: "here", user: "nobody" } },
          { name: "other", context: { cluster: "away", user: "nobody" } },
        ],
      }),
    );
  });

  afterAll(() => {
    server.close();
    if (before === undefined) delete process.env.KUBECONFIG;
    else process.env.KUBECONFIG = before;
    rmSync(folder, { recursive: true });
  });

  /** kubectl as the program calls it, but without blocking the server of this process. */
  const inAnotherProcess = async (context: string) => {
    const { promisify } = await import("node:util");
    const { execFile } = await import("node:child_process");
    const answers = new Map<string, ReturnType<typeof answer>>();
    const recorded: Kubectl = (args) => {
      const known = answers.get(args.join(" "));
      if (known !== undefined) return known;
      throw Object.assign(new Error("not asked yet"), { args });
    };
    for (;;) {
      try {
        return clusterProblem(context, recorded);
      } catch (error) {
        const { args } = error as { args: readonly string[] };
        const asked = await promisify(execFile)("kubectl", args).then(
          ({ stdout, stderr }) => answer(stdout, stderr),
          (failed: unknown) => {
            const { stdout, stderr } = failed as { stdout: string; stderr: string };
            return answer(stdout, stderr, 1);
          },
        );
        answers.set(args.join(" "), asked);
      }
    }
  };

  it("reads the named context's version, not the current one's", async () => {
    expect(await inAnotherProcess("lab")).toBeUndefined();
    minor = "31";
    expect(await inAnotherProcess("lab")).toMatch(/runs Kubernetes v1\.31\.2; expected 1\.34/);
    expect(await inAnotherProcess("other")).toMatch(/refused/);
    expect(await inAnotherProcess("labb")).toMatch(/did you mean "lab"/);
  }, 60_000);
});
