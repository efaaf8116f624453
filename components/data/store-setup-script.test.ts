import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bucketPolicy, ROOT_USER, type StoreUsers } from "./store-grants";
import { SETUP_SCRIPT } from "./store-setup-script";
import { startGateway } from "./testing-gateway";

/*
 * The script against the real store. `go install github.com/versity/versitygw/cmd/versitygw@v1.8.0`
 * makes the one, `pip install boto3` the other; VERSITYGW and PYTHON say where they are.
 */
const GATEWAY = process.env.VERSITYGW ?? "versitygw";
const PYTHON = process.env.PYTHON ?? "python3";
const runs = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const python = runs(PYTHON, "--version");
const missing = [
  ...(runs(GATEWAY, "--version") ? [] : ["versitygw"]),
  ...(runs(PYTHON, "-c", "import boto3") ? [] : ["boto3"]),
];

const USERS: StoreUsers = {
  tracking: [{ bucket: "artifacts", prefix: "mlflow", access: "read" }],
  team: [{ bucket: "artifacts", prefix: "mlflow/team", access: "write" }],
};
const KEYS = { tracking: "tracking-key-0123456789", team: "team-key-0123456789" };
const ROOT_KEY = "root-key-0123456789";

/** What a user is let do, one line each. */
const TRIES = `\
import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

store = boto3.client("s3", config=Config(s3={"addressing_style": "path"}))
def say(what, call):
    try:
        call()
        print(what, "yes")
    except ClientError as error:
        print(what, error.response["ResponseMetadata"]["HTTPStatusCode"])
say("put", lambda: store.put_object(Bucket="artifacts", Key="mlflow/team/a", Body=b"1"))
say("get", lambda: store.get_object(Bucket="artifacts", Key="mlflow/team/a"))
say("put elsewhere", lambda: store.put_object(Bucket="artifacts", Key="mlflow/other/a", Body=b"1"))
say("list", lambda: store.list_objects_v2(Bucket="artifacts", Prefix="mlflow/team/"))
say("list all", lambda: store.list_objects_v2(Bucket="artifacts"))
say("delete", lambda: store.delete_object(Bucket="artifacts", Key="mlflow/team/a"))
say("other bucket", lambda: store.list_objects_v2(Bucket="datasets", Prefix="mlflow/"))
say("new bucket", lambda: store.create_bucket(Bucket="mine"))
`;

describe("the setup script", () => {
  it.skipIf(!python)("is Python (skipped where there is no python3)", () => {
    const parse = spawnSync(PYTHON, ["-c", "import ast, sys; ast.parse(sys.stdin.read())"], {
      input: SETUP_SCRIPT,
      encoding: "utf8",
    });
    expect([parse.status, parse.stderr]).toEqual([0, ""]);
  });
});

describe.skipIf(missing.length > 0)(
  `the setup script on a real store${missing.length > 0 ? ` (skipped: no ${missing.join(" and no ")})` : ""}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), "towpath-store-"));
    let endpoint = "";
    let stop: () => unknown = () => undefined;

    const script = (text: string, user: string, key: string, plan: object = {}) =>
      spawnSync(PYTHON, ["-c", text], {
        encoding: "utf8",
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          AWS_ACCESS_KEY_ID: user,
          AWS_SECRET_ACCESS_KEY: key,
          AWS_ENDPOINT_URL_S3: endpoint,
          AWS_REGION: "us-east-1",
          PLAN: JSON.stringify(plan),
        },
      });
    const setUp = (users: StoreUsers) =>
      script(
        SETUP_SCRIPT,
        ROOT_USER,
        ROOT_KEY,
        Object.fromEntries(
          ["artifacts", "datasets"].map((bucket) => [bucket, bucketPolicy(bucket, users)]),
        ),
      );

    beforeAll(async () => {
      ({ endpoint, stop } = await startGateway(GATEWAY, folder, ROOT_KEY, KEYS));
    }, 20_000);

    afterAll(() => {
      stop();
      rmSync(folder, { recursive: true });
    });

    it("makes buckets, and changes nothing the second time", () => {
      for (let time = 0; time < 2; time += 1) {
        const done = setUp(USERS);
        expect([done.stdout, done.stderr]).toEqual(["artifacts is there\ndatasets is there\n", ""]);
      }
    }, 30_000);

    it("lets everybody do what was granted, below its prefix, and nothing else", () => {
      expect(script(TRIES, "team", KEYS.team).stdout.split("\n").slice(0, -1)).toEqual([
        "put yes",
        "get yes",
        "put elsewhere 403",
        "list yes",
        "list all 403",
        "delete 403",
        "other bucket 403",
        "new bucket 403",
      ]);
      expect(script(TRIES, "tracking", KEYS.tracking).stdout.split("\n").slice(0, 2)).toEqual([
        "put 403",
        "get yes",
      ]);
    }, 30_000);

    it("keeps older versions, and takes a grant away again", () => {
      script(TRIES, "team", KEYS.team);
      const versions = `import boto3
print(len(boto3.client("s3").list_object_versions(Bucket="artifacts")["Versions"]))`;
      expect(script(versions, ROOT_USER, ROOT_KEY).stdout).toBe("2\n");
      expect(setUp({ tracking: USERS.tracking ?? [] }).status).toBe(0);
      expect(script(TRIES, "team", KEYS.team).stdout).toMatch(/^put 403\nget 403\n/);
    }, 30_000);
  },
);
