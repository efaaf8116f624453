import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePorts } from "../../tests/cluster/free-ports";
import { accountsFile, ROOT_USER } from "./store-grants";

/**
 * A real object store for tests, on loopback, as the pod of components/data/object-store-pod.ts has it:
 * accounts from a file that nobody writes to, versions in a folder of their own.
 * @param program versitygw
 * @param folder an empty one, for its data
 * @param keys user → secret key
 */
export async function startGateway(
  program: string,
  folder: string,
  rootKey: string,
  keys: Readonly<Record<string, string>>,
): Promise<{ readonly endpoint: string; readonly stop: () => void }> {
  const accounts = join(folder, "accounts");
  for (const each of ["objects", "versions", "accounts"]) mkdirSync(join(folder, each));
  writeFileSync(join(accounts, "users.json"), accountsFile(keys));
  chmodSync(accounts, 0o555);
  const [port] = await freePorts(1);
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(program, ["posix", join(folder, "objects")], {
    stdio: "ignore",
    env: {
      PATH: process.env.PATH,
      ROOT_ACCESS_KEY_ID: ROOT_USER,
      ROOT_SECRET_ACCESS_KEY: rootKey,
      VGW_HEALTH: "/_/health",
      VGW_IAM_DIR: accounts,
      VGW_PORT: `127.0.0.1:${port}`,
      VGW_VERSIONING_DIR: join(folder, "versions"),
    },
  });
  const stop = () => {
    child.kill();
    // So that the folder can be removed.
    chmodSync(accounts, 0o755);
  };
  for (;;) {
    const answer = await fetch(`${endpoint}/_/health`).catch(() => undefined);
    if (answer?.ok === true) return { endpoint, stop };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
