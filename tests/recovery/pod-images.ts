import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { postgresTool } from "../../apps/recovery/run-tool";
import type { Bind, Image } from "./pod-machine";

const REST = "/usr/bin:/bin";
const OWN = "/image";
const ROOT = "root:x:0:0:root:/root:/bin/sh\n";

/**
 * Stands for the images of the pods of recovery. None can be pulled here: this machine's programs do
 * their work, in the versions that it has, and everything below /usr is there besides. Users are the
 * images' own: docker.io/library/postgres has a user 999, docker.io/library/node has 1000
 * (docker-library/postgres 17/bookworm/Dockerfile, nodejs/docker-node 24/bookworm-slim/Dockerfile), and
 * ghcr.io/mlflow/mlflow none but Debian's.
 */
export function podImages(
  folder: string,
  { python, packages, venv }: { python: string; packages: string; venv: string },
): Readonly<Record<"node" | "postgres" | "mlflow", Image>> {
  const bin = join(folder, "mlflow-bin");
  mkdirSync(bin, { recursive: true });
  const program = `PYTHONPATH=${OWN}/packages exec ${OWN}/venv/bin/python`;
  for (const [name, args] of [
    ["python", '"$@"'],
    ["mlflow", '-m mlflow "$@"'],
  ] as const) {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\n${program} ${args}\n`);
    chmodSync(file, 0o755);
  }
  const base = execFileSync(python, ["-I", "-c", "import sys; print(sys.base_prefix)"]);
  const postgres = dirname(realpathSync(postgresTool("initdb", process.env)));
  return {
    node: {
      binds: [{ from: realpathSync(process.execPath), to: `${OWN}/bin/node` }],
      path: `${OWN}/bin:${REST}`,
      passwd: `${ROOT}node:x:1000:1000::/home/node:/bin/bash\n`,
    },
    postgres: {
      binds: outsideUsr(dirname(postgres)),
      path: `${postgres}:${REST}`,
      passwd: `${ROOT}postgres:x:999:999::/var/lib/postgresql:/bin/bash\n`,
    },
    mlflow: {
      binds: [
        ...outsideUsr(base.toString().trim()),
        { from: realpathSync(venv), to: `${OWN}/venv` },
        { from: realpathSync(packages), to: `${OWN}/packages` },
        { from: bin, to: `${OWN}/bin` },
      ],
      path: `${OWN}/bin:${REST}`,
      passwd: ROOT,
    },
  };
}

/** What is below /usr is in every container already. */
const outsideUsr = (path: string): Bind[] =>
  path.startsWith("/usr/") ? [] : [{ from: path, to: path }];
