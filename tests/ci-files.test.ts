import { execFile, execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { commentMark } from "../apps/cli/preview/markdown";
import { fixture, IMPORTS, removeFixtures, towpath } from "./preview-run";

afterAll(removeFixtures);

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly uses?: string;
  readonly permissions: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly steps?: readonly Step[];
  readonly "timeout-minutes"?: number;
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: object;
  readonly jobs: Readonly<Record<string, Job>>;
}
interface GitLabJob {
  readonly script?: readonly string[];
  readonly id_tokens?: object;
  readonly rules?: readonly { readonly if: string; readonly when?: string }[];
}

const read = (name: string) => readFileSync(join("docs/ci", name), "utf8");
const workflow = (name: string) => parse(read(name)) as Workflow;
const actions = workflow("github-actions.yaml");
const deploy = workflow("github-deploy.yaml");
const gitlab = parse(read("gitlab-ci.yaml")) as Readonly<Record<string, GitLabJob>>;

/** The shell's words of a command, with the CI's variables filled in. */
function words(command: string): string[] {
  const values: Readonly<Record<string, string>> = {
    TOWPATH_ENVIRONMENT: "prod",
    BASE_SHA: "HEAD",
    CI_MERGE_REQUEST_DIFF_BASE_SHA: "HEAD",
  };
  return command
    .trim()
    .split(/\s+/)
    .map((word) =>
      word.replaceAll('"', "").replace(/\$(\w+)/g, (_, name: string) => {
        const value = values[name];
        if (value === undefined) throw new Error(`${command}: what is ${name}?`);
        return value;
      }),
    );
}

const commands = [
  ...Object.values({ ...actions.jobs, ...deploy.jobs }).flatMap(({ steps = [] }) =>
    steps.flatMap(({ run }) => run ?? []),
  ),
  ...Object.values(gitlab).flatMap((job) => job.script ?? []),
].filter((command) => command.includes("npx towpath"));

describe("the CI files", () => {
  test("preview with flags that work, and make the files that the other steps read", async () => {
    expect(commands).toHaveLength(2);
    const { root } = fixture(`${IMPORTS}new aws.s3.Bucket("b", {}, { provider });\n`, {
      ".gitignore": "node_modules\n.towpath\nplan\n",
    });
    const git = (...args: string[]) => execFileSync("git", ["-C", root, ...args]);
    git("init", "--quiet");
    git("add", ".");
    git("-c", "user.name=t", "-c", "user.email=t@localhost", "commit", "--quiet", "-m", "one");
    for (const command of new Set(commands.map((one) => words(one).join(" ")))) {
      const [npx, name, ...args] = command.split(" ");
      expect([npx, name]).toEqual(["npx", "towpath"]);
      const ran = await towpath(root, ...args);
      expect(ran.code, ran.stderr).toBe(0);
      for (const file of ["plan/prod.sarif", "plan/prod.md", "plan/prod/index.html"]) {
        expect(existsSync(join(root, file)), file).toBe(true);
      }
    }
  });
});

describe("the GitHub workflows", () => {
  const jobs = Object.entries({ ...actions.jobs, ...deploy.jobs });

  test("never run a fork's code beside a token that may write", () => {
    expect(Object.keys(actions.on)).toEqual(["pull_request", "push"]);
    expect(Object.keys(deploy.on)).toEqual(["workflow_call"]);
    expect(actions.permissions).toEqual({});
    expect(deploy.permissions).toEqual({});
    expect(actions.jobs.preview?.permissions).toEqual({ contents: "read" });
    expect(JSON.stringify(actions.jobs.preview)).not.toMatch(/secrets|id-token/);
    // What may write runs no command and installs nothing.
    expect(actions.jobs.report?.steps?.filter(({ run }) => run !== undefined)).toEqual([]);
    expect(actions.jobs.report?.permissions).toEqual({
      contents: "read",
      "pull-requests": "write",
      "security-events": "write",
    });
  });

  test.each(jobs)("%s: pinned actions, no stored token, no text of others in a shell", (_, job) => {
    if (job.uses !== undefined) expect(job.uses).toBe("./.github/workflows/towpath-deploy.yaml");
    else expect(job["timeout-minutes"]).toBeGreaterThan(0);
    for (const { uses, run, with: options } of job.steps ?? []) {
      if (uses !== undefined) expect(uses).toMatch(/^[\w./-]+@[0-9a-f]{40}$/);
      if (uses?.startsWith("actions/checkout@") === true) {
        expect(options?.["persist-credentials"]).toBe(false);
      }
      expect(run ?? "").not.toContain("${{");
    }
  });

  test("update an environment only through its own gate, with the policy pack", () => {
    expect(deploy.jobs.plan?.environment).toBe("${{ inputs.environment }}-plan");
    expect(deploy.jobs.update?.environment).toBe("${{ inputs.environment }}");
    for (const name of ["plan", "update"]) {
      expect(deploy.jobs[name]?.permissions).toEqual({ contents: "read", "id-token": "write" });
      expect(deploy.jobs[name]?.steps?.at(-1)?.run).toContain("--policy-pack policies");
    }
  });

  test("find the comment by the mark that the summary begins with", () => {
    const script = actions.jobs.report?.steps?.at(-1)?.with?.script as string;
    expect(script).toContain(commentMark("${environment}"));
  });
});

describe("the GitLab pipeline", () => {
  test("gives a role to protected jobs alone, and asks before an update", () => {
    expect(gitlab.preview?.id_tokens).toBeUndefined();
    expect(gitlab[".aws"]?.id_tokens).toBeDefined();
    expect(gitlab[".update"]?.rules?.map(({ when }) => when)).toEqual(["manual"]);
    for (const name of [".plan", ".update"]) {
      expect(gitlab[name]?.rules?.[0]?.if).toContain("$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH");
      expect(gitlab[name]?.script?.[0]).toContain("--policy-pack policies");
    }
  });

  test("edits its note, and posts the one that is missing", async () => {
    const { root } = fixture("");
    const asked: string[] = [];
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const page = new URL(request.url ?? "", "http://x").searchParams.get("page");
        expect(request.headers["private-token"]).toBe("planted-token");
        if (request.method !== "GET") {
          const text = (JSON.parse(body) as { body: string }).body;
          asked.push(`${request.method ?? ""} ${request.url ?? ""} ${text.split("\n")[1] ?? ""}`);
        }
        response.setHeader("x-next-page", page === "1" ? "2" : "");
        const mine = { id: 7, body: `${commentMark("prod")}\nold` };
        response.end(JSON.stringify(page === "2" ? [mine] : [{ id: 6, body: "hello" }]));
      });
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    try {
      for (const name of ["dev", "prod"]) {
        writeFileSync(join(root, `${name}.md`), `${commentMark(name)}\nnew ${name}\n`);
      }
      await promisify(execFile)(
        process.execPath,
        [resolve("docs/ci/gitlab-comment.mjs"), "dev.md", "staging.md", "prod.md"],
        {
          cwd: root,
          env: {
            CI_API_V4_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
            CI_PROJECT_ID: "1",
            CI_MERGE_REQUEST_IID: "2",
            TOWPATH_COMMENT_TOKEN: "planted-token",
          },
        },
      );
    } finally {
      server.close();
    }
    expect(asked).toEqual([
      "POST /projects/1/merge_requests/2/notes new dev",
      "PUT /projects/1/merge_requests/2/notes/7 new prod",
    ]);
  });
});
