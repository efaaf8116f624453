import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Who may speak to the API server, and with which groups. The names of the two components are those
 * that Kubernetes' own bootstrap roles are bound to; kwok stands for the kubelets of many nodes,
 * creates their leases and deletes their pods, and has no bootstrap role.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#core-component-roles
 */
const USERS = {
  admin: { user: "towpath-test", groups: ["system:masters"] },
  "kube-controller-manager": { user: "system:kube-controller-manager", groups: [] },
  "kube-scheduler": { user: "system:kube-scheduler", groups: [] },
  kwok: { user: "kwok", groups: ["system:masters"] },
  // A node by its name: the Node authorizer lets it see what its own pods need, and no more.
  kubelet: { user: "system:node:real-node", groups: ["system:nodes"] },
} as const satisfies Record<string, { user: string; groups: readonly string[] }>;

export type User = keyof typeof USERS;

/** Files that the control plane's programs read, all for this run alone. */
export interface Credentials {
  readonly tokens: Readonly<Record<User, string>>;
  /** `--token-auth-file`. */
  readonly tokenFile: string;
  /** Keys that service account tokens are signed with and checked by. */
  readonly accountKey: string;
  readonly accountPublicKey: string;
}

/** Makes fresh tokens and keys in a folder that only this user may read. */
export function makeCredentials(folder: string): Credentials {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const write = (name: string, content: string) => {
    const path = join(folder, name);
    writeFileSync(path, content, { mode: 0o600 });
    return path;
  };
  const token = () => randomBytes(24).toString("base64url");
  const tokens: Record<User, string> = {
    admin: token(),
    "kube-controller-manager": token(),
    "kube-scheduler": token(),
    kwok: token(),
    kubelet: token(),
  };
  const lines = Object.entries(USERS).map(([name, { user, groups }]) => {
    return `${tokens[name as User]},${user},${name},"${groups.join(",")}"`;
  });
  const { privateKey, publicKey } = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return {
    tokens,
    tokenFile: write("tokens.csv", `${lines.join("\n")}\n`),
    accountKey: write("account.key", privateKey),
    accountPublicKey: write("account.pub", publicKey),
  };
}

/**
 * Writes a kubeconfig. JSON, which YAML readers take.
 * @param ca file with the API server's certificate
 * @returns its path
 */
export function writeKubeconfig(
  file: string,
  { server, ca, token }: { readonly server: string; readonly ca: string; readonly token: string },
): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [{ name: "test", context: { cluster: "test", user: "test" } }],
    clusters: [{ name: "test", cluster: { server, "certificate-authority": ca } }],
    users: [{ name: "test", user: { token } }],
  };
  writeFileSync(file, JSON.stringify(config, null, 2), { mode: 0o600 });
  return file;
}
