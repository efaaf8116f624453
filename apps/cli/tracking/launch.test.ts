import { describe, expect, it } from "vitest";
import { requirementsFile } from "./venv";
import { fingerprintOf, launchOf } from "./launch";

describe("the embedded server's command", () => {
  const user = {
    PATH: "/usr/bin",
    LC_ALL: "C.UTF-8",
    HOME: "/home/ada",
    AWS_SECRET_ACCESS_KEY: "s3cret",
    MLFLOW_TRACKING_PASSWORD: "s3cret",
    MLFLOW_SERVER_ALLOWED_HOSTS: "*",
    _MLFLOW_SERVER_FILE_STORE: "sqlite:////elsewhere.db",
    PYTHONPATH: "/home/ada/lib",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const { args, env } = launchOf("/state/mlflow", 5501, user);

  it("gets the user's locale and path, and none of the secrets or settings", () => {
    expect(env).toMatchObject({ PATH: "/usr/bin", LC_ALL: "C.UTF-8", HOME: "/state/mlflow" });
    expect(JSON.stringify({ args, env })).not.toMatch(/s3cret|elsewhere|ada|PYTHON/);
  });

  it("listens on loopback for its own host names, without jobs or telemetry", () => {
    expect(args.join(" ")).toContain("--host 127.0.0.1 --port 5501 --workers 1");
    expect(env).toMatchObject({
      MLFLOW_SERVER_ALLOWED_HOSTS: "127.0.0.1,127.0.0.1:5501,localhost,localhost:5501",
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
    });
  });

  it("takes another database with a folder of packages, and no variable to import from", () => {
    const database = { uri: "postgresql://t@/mlflow?host=/s", packages: "/drivers" };
    const other = launchOf("/state/mlflow", 5501, user, "i", database);
    expect(other.env).toMatchObject({
      _MLFLOW_SERVER_FILE_STORE: database.uri,
      _MLFLOW_SERVER_REGISTRY_STORE: database.uri,
    });
    expect(other.args.join(" ")).not.toContain("postgresql");
    expect(other.args.slice(0, 2)).toEqual(["-I", "-c"]);
    expect(other.args.slice(3, 5)).toEqual(["/drivers", "mlflow.server.fastapi_app:app"]);
    expect(other.env).not.toHaveProperty("PYTHONPATH");
  });

  it("has a fingerprint that knows its Python and stays the same otherwise", () => {
    const one = fingerprintOf("/state/mlflow", "/venv/bin/python", requirementsFile());
    expect(fingerprintOf("/state/mlflow", "/venv/bin/python", requirementsFile())).toBe(one);
    expect(fingerprintOf("/state/mlflow", "/other/bin/python", requirementsFile())).not.toBe(one);
  });
});
