import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../../lib/errors";
import { ApiClient, readCa } from "./api-client";
import { type Credentials, makeCredentials, type User, writeKubeconfig } from "./credentials";
import { freePorts } from "./free-ports";
import { ManagedProcess } from "./managed-process";
import { Watchdog } from "./watchdog";

/** Milliseconds until a control plane must be ready; it takes about 3 s on two cores. */
const READY_LIMIT_MS = 60_000;
/** Attempts at free ports: between the look and the start somebody else may take one. */
const ATTEMPTS = 3;

/** Where the programs lie, by name: binaries.ts. */
export type Paths = Readonly<Record<string, string>>;

/** A real Kubernetes control plane on loopback, with nothing in it. */
export interface ControlPlane {
  /** Speaks to it as a cluster administrator. */
  readonly client: ApiClient;
  /** Its own folder: data, credentials, `logs/`. Gone after {@link stop}. */
  readonly folder: string;
  /** `https://127.0.0.1:port`. */
  readonly server: string;
  /** Milliseconds from start to ready. */
  readonly readyMs: number;
  /** Writes credentials of one of its users. @returns the kubeconfig's path */
  kubeconfig(user: User): string;
  /** Ends every process and removes the folder. @param keepLogs keep the folder, to look into */
  stop(options?: { readonly keepLogs?: boolean }): Promise<void>;
}

/**
 * Starts etcd, API server, controller manager, scheduler and KWOK, each listening on loopback or not
 * at all, and waits until they work.
 * @throws Error with the end of the log of whatever failed
 */
export async function startControlPlane(paths: Paths): Promise<ControlPlane> {
  for (let attempt = 1; ; attempt++) {
    const plane = new Plane(paths);
    try {
      return await plane.start();
    } catch (error) {
      const message = messageOf(error);
      const taken = message.includes("address already in use");
      await plane.stop({ keepLogs: !taken });
      if (!taken || attempt === ATTEMPTS) throw error;
    }
  }
}

class Plane implements ControlPlane {
  readonly folder = mkdtempSync(join(tmpdir(), "towpath-cluster-"));
  server = "";
  readyMs = 0;
  private api: ApiClient | undefined;
  private credentials: Credentials | undefined;
  private readonly watchdog = new Watchdog(this.folder);
  private readonly processes: ManagedProcess[] = [];

  constructor(private readonly paths: Paths) {}

  /** The API server's certificate, which it makes for itself. */
  private get ca(): string {
    return join(this.folder, "certificates", "apiserver.crt");
  }

  get client(): ApiClient {
    if (this.api === undefined) throw new Error("the control plane has not been started");
    return this.api;
  }

  async start(): Promise<this> {
    const started = performance.now();
    mkdirSync(join(this.folder, "logs"));
    const credentials = makeCredentials(join(this.folder, "credentials"));
    this.credentials = credentials;
    const [etcd, peer, port] = await freePorts(3);
    this.server = `https://127.0.0.1:${port}`;
    this.run("etcd", etcdArgs(this.folder, etcd, peer));
    this.run("kube-apiserver", apiServerArgs(this.folder, credentials, etcd, port));
    const { ca } = this;
    await this.until("kube-apiserver has made its certificate", () => existsSync(ca));
    this.api = new ApiClient(this.server, readCa(ca), credentials.tokens.admin);
    await this.until("kube-apiserver is ready", () => this.client.isReady());

    this.run("kube-controller-manager", [
      `--kubeconfig=${this.kubeconfig("kube-controller-manager")}`,
      `--service-account-private-key-file=${credentials.accountKey}`,
      `--root-ca-file=${ca}`,
      "--use-service-account-credentials=true",
      ...ALONE,
    ]);
    this.run("kube-scheduler", [`--kubeconfig=${this.kubeconfig("kube-scheduler")}`, ...ALONE]);
    this.run("kwok", [
      `--kubeconfig=${this.kubeconfig("kwok")}`,
      `--manage-nodes-with-label-selector=${VIRTUAL.label}=${VIRTUAL.value}`,
    ]);
    // The controller manager's first visible work.
    await this.until("kube-controller-manager works", async () => {
      const account = { apiVersion: "v1", kind: "ServiceAccount", metadata: DEFAULT_ACCOUNT };
      return (await this.client.get(account)) !== undefined;
    });
    this.readyMs = Math.round(performance.now() - started);
    return this;
  }

  kubeconfig(user: User): string {
    if (this.credentials === undefined) throw new Error("the control plane has not been started");
    const token = this.credentials.tokens[user];
    const file = join(this.folder, "credentials", `${user}.kubeconfig`);
    return writeKubeconfig(file, { server: this.server, ca: this.ca, token });
  }

  async stop({ keepLogs = false }: { readonly keepLogs?: boolean } = {}): Promise<void> {
    this.api?.close();
    // Clients first, so that none of them logs the loss of what it watches.
    const [etcd, apiServer, ...clients] = this.processes;
    await Promise.all(clients.map((one) => one.stop()));
    await apiServer?.stop();
    await etcd?.stop();
    await this.watchdog.dismiss();
    if (keepLogs) process.stderr.write(`the control plane's logs are in ${this.folder}/logs\n`);
    else rmSync(this.folder, { recursive: true, force: true });
  }

  private run(name: string, args: readonly string[]): void {
    const path = this.paths[name];
    if (path === undefined) throw new Error(`no path of ${name}`);
    const keeping = { logs: join(this.folder, "logs"), watchdog: this.watchdog };
    this.processes.push(new ManagedProcess(name, path, args, keeping));
  }

  private async until(what: string, check: () => boolean | Promise<boolean>): Promise<void> {
    const limit = Date.now() + READY_LIMIT_MS;
    while (!(await check())) {
      for (const one of this.processes) one.mustRun();
      if (Date.now() > limit) throw new Error(`waited ${READY_LIMIT_MS / 1000} s until ${what}`);
      await sleep(25);
    }
  }
}

/** The label of nodes that KWOK plays; a real node does not carry it. */
export const VIRTUAL = { label: "towpath.dev/virtual-node", value: "true" } as const;

const DEFAULT_ACCOUNT = { namespace: "default", name: "default" };

/**
 * Without election, since there is one of each, and without a port. The default of 20 requests a
 * second alone makes the controller manager start for 5 s.
 */
const ALONE = [
  "--leader-elect=false",
  "--secure-port=0",
  "--kube-api-qps=500",
  "--kube-api-burst=1000",
];

function etcdArgs(folder: string, client: number, peer: number): string[] {
  const at = (port: number) => `http://127.0.0.1:${port}`;
  return [
    "--name=default",
    `--data-dir=${join(folder, "etcd")}`,
    `--listen-client-urls=${at(client)}`,
    `--advertise-client-urls=${at(client)}`,
    `--listen-peer-urls=${at(peer)}`,
    `--initial-advertise-peer-urls=${at(peer)}`,
    `--initial-cluster=default=${at(peer)}`,
    // Nothing here outlives the test.
    "--unsafe-no-fsync",
  ];
}

function apiServerArgs(
  folder: string,
  credentials: Credentials,
  etcd: number,
  port: number,
): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcd}`,
    "--bind-address=127.0.0.1",
    `--secure-port=${port}`,
    // It signs a certificate for itself there, which is also what clients trust.
    `--cert-dir=${join(folder, "certificates")}`,
    // The Service `kubernetes` must not point to loopback, so it points nowhere.
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    "--service-cluster-ip-range=10.96.0.0/16",
    // As EKS has it; PodSecurity is among the plugins that are on by default.
    "--authorization-mode=Node,RBAC",
    "--enable-admission-plugins=NodeRestriction",
    "--allow-privileged=true",
    "--anonymous-auth=false",
    `--token-auth-file=${credentials.tokenFile}`,
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${credentials.accountPublicKey}`,
    `--service-account-signing-key-file=${credentials.accountKey}`,
    "--profiling=false",
  ];
}
