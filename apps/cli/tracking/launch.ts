import { sha256, sha256File } from "../../../lib/digest";

/** The response header that says which start of a server answers. */
export const INSTANCE_HEADER = "x-towpath-instance";

/** A command that runs the embedded server. */
export interface Launch {
  readonly args: string[];
  readonly env: Record<string, string>;
}

/** A database other than the SQLite file in the server's folder. */
export interface LaunchDatabase {
  /** SQLAlchemy's address, without a password. */
  readonly uri: string;
  /** A folder with the Python packages that its driver needs. */
  readonly packages: string;
}

/** Runs uvicorn with a folder of packages beside the installed ones; `-I` keeps out PYTHONPATH's. */
const WITH_PACKAGES =
  "import runpy, sys; sys.path.append(sys.argv.pop(1)); runpy.run_module('uvicorn', run_name='__main__', alter_sys=True)";

/**
 * What the server gets of the user's environment. Not the rest: no cloud credentials, no MLflow or
 * Python settings meant for something else.
 */
const PASSED_ON = /^(PATH|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|LD_LIBRARY_PATH)$/;

/**
 * The command of the embedded server, to be run in its own folder.
 *
 * This is what `mlflow server` starts in the end, without what it does before: there one process
 * imports MLflow to start another that imports it again, here there is one. It halves the start
 * (1.9 s against 3.7 s on two cores) and the memory, and leaves no child behind when it is killed.
 * The settings that `mlflow server` hands down are the `_MLFLOW_SERVER_*` variables
 * (`_run_server` in mlflow/server/__init__.py, 3.17.0; the version is pinned, and server.test.ts
 * sees it when one of them changes).
 */
export function launchOf(
  folder: string,
  port: number,
  env: NodeJS.ProcessEnv,
  instance = "",
  database?: LaunchDatabase,
): Launch {
  const stores = database?.uri ?? "sqlite:///mlflow.db";
  const passed = Object.entries(env).filter(
    (pair): pair is [string, string] => PASSED_ON.test(pair[0]) && pair[1] !== undefined,
  );
  return {
    args: [
      // Isolated: no PYTHON* variables (PYTHONDONTWRITEBYTECODE would cost 3 s at every start), no
      // packages of the user's, nothing imported from the folder it runs in.
      "-I",
      ...(database === undefined ? ["-m", "uvicorn"] : ["-c", WITH_PACKAGES, database.packages]),
      "mlflow.server.fastapi_app:app",
      ...["--host", "127.0.0.1", "--port", String(port)],
      // One worker runs in this very process; more would be children of it.
      ...["--workers", "1", "--timeout-graceful-shutdown", "5"],
      // Longer than a client computes between two calls: fewer connections, none lost in between.
      ...["--timeout-keep-alive", "75", "--no-access-log"],
      // In every answer: two checkouts that start at once may try the same port, and the one that
      // does not get it must not take the other's server for its own.
      ...["--header", `${INSTANCE_HEADER}:${instance}`],
    ],
    env: {
      ...Object.fromEntries(passed),
      // MLflow keeps an installation id and assistant settings at home; not in the user's.
      HOME: folder,
      // Relative to the folder, so that a checkout can be moved and paths may hold any character.
      _MLFLOW_SERVER_FILE_STORE: stores,
      _MLFLOW_SERVER_REGISTRY_STORE: stores,
      // Artifacts go through the server: URIs are `mlflow-artifacts:/…`, the same for every client.
      _MLFLOW_SERVER_SERVE_ARTIFACTS: "true",
      _MLFLOW_SERVER_ARTIFACT_ROOT: "mlflow-artifacts:/",
      _MLFLOW_SERVER_ARTIFACT_DESTINATION: "./artifacts",
      _MLFLOW_SGI_NAME: "uvicorn",
      // A page that a browser was led to by DNS rebinding has another Host. Both forms of each:
      // the port is part of the header (https://github.com/mlflow/mlflow/issues/22095).
      MLFLOW_SERVER_ALLOWED_HOSTS: ["127.0.0.1", "localhost"]
        .flatMap((host) => [host, `${host}:${port}`])
        .join(","),
      // No job runner: it forks workers and executes code that comes over HTTP.
      MLFLOW_SERVER_ENABLE_JOB_EXECUTION: "false",
      MLFLOW_ENABLE_WORKSPACES: "false",
      MLFLOW_DISABLE_TELEMETRY: "true",
      DO_NOT_TRACK: "true",
      // A value that is too long is an error, never silently shorter.
      MLFLOW_TRUNCATE_LONG_VALUES: "false",
    },
  };
}

/** Changes when a running server would be started differently now; 64 hex digits. */
export function fingerprintOf(folder: string, python: string, requirements: string): string {
  return sha256(JSON.stringify([python, sha256File(requirements), launchOf(folder, 0, {})]));
}
