import { readFile } from "node:fs/promises";
import * as z from "zod";
import { InputError, messageOf } from "../errors";
import { ObjectStoreError } from "./errors";
import type { Credentials } from "./sign";

/** Gives credentials that are valid now. `renew` asks for others: the store refused the last ones. */
export type CredentialSource = (renew?: boolean) => Promise<Credentials>;

/** Milliseconds before their end at which temporary credentials are no longer begun with. */
const MARGIN_MS = 5 * 60_000;

/**
 * Hosts that may be asked over plain HTTP: loopback, ECS's agent, EKS Pod Identity's agent. Anywhere
 * else the token and the credentials would cross a network readable.
 * docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
const PLAIN_HOSTS =
  /^(127(\.\d{1,3}){3}|localhost|\[::1\]|169\.254\.170\.(2|23)|\[fd00:ec2::23\])$/;

const answerSchema = z.object({
  AccessKeyId: z.string().min(1),
  SecretAccessKey: z.string().min(1),
  Token: z.string().min(1).optional(),
  Expiration: z.iso.datetime({ offset: true }).optional(),
});

/**
 * Where credentials come from, by the variables that AWS's own SDKs read: AWS_ACCESS_KEY_ID,
 * AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; else, in a pod with EKS Pod Identity,
 * AWS_CONTAINER_CREDENTIALS_FULL_URI with AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE.
 * @throws InputError (when asked) when neither is set, or only half of a pair
 */
export function credentialSource(env: NodeJS.ProcessEnv, now: () => Date): CredentialSource {
  const { AWS_ACCESS_KEY_ID: id = "", AWS_SECRET_ACCESS_KEY: secret = "" } = env;
  if (id !== "" && secret !== "") {
    const token = env.AWS_SESSION_TOKEN ?? "";
    const fixed = {
      accessKeyId: id,
      secretAccessKey: secret,
      sessionToken: token === "" ? undefined : token,
    };
    return () => Promise.resolve(fixed);
  }
  const uri = env.AWS_CONTAINER_CREDENTIALS_FULL_URI ?? "";
  if (id !== "" || secret !== "" || uri === "") return () => Promise.reject(missing(id, secret));
  return container(agentUrl(uri), env.AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE, now);
}

function missing(id: string, secret: string): InputError {
  const half = id === "" ? "AWS_ACCESS_KEY_ID" : "AWS_SECRET_ACCESS_KEY";
  const found = id === "" && secret === "" ? "found no credentials" : `${half} is not set`;
  return new InputError(
    `object store: ${found}; expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_CONTAINER_CREDENTIALS_FULL_URI as EKS Pod Identity sets it`,
    {
      hint: "In a cluster: does the pod's service account have a Pod Identity association, and was the pod started after it?",
    },
  );
}

function agentUrl(uri: string): URL {
  const url = URL.canParse(uri) ? new URL(uri) : undefined;
  const safe =
    url?.protocol === "https:" || (url?.protocol === "http:" && PLAIN_HOSTS.test(url.hostname));
  if (url !== undefined && safe) return url;
  throw new InputError(
    `AWS_CONTAINER_CREDENTIALS_FULL_URI: found ${JSON.stringify(uri)}; expected an https:// URL, or http:// on loopback, 169.254.170.2, 169.254.170.23 or [fd00:ec2::23]`,
  );
}

function container(url: URL, tokenFile: string | undefined, now: () => Date): CredentialSource {
  let held: { credentials: Credentials; until: number } | undefined;
  let asking: Promise<Credentials> | undefined;
  const ask = async () => {
    const answer = await askAgent(url, tokenFile);
    const until = answer.Expiration === undefined ? Infinity : Date.parse(answer.Expiration);
    held = {
      credentials: {
        accessKeyId: answer.AccessKeyId,
        secretAccessKey: answer.SecretAccessKey,
        sessionToken: answer.Token,
      },
      until: until - MARGIN_MS,
    };
    return held.credentials;
  };
  return (renew = false) => {
    if (!renew && held !== undefined && now().getTime() < held.until) {
      return Promise.resolve(held.credentials);
    }
    // Many requests at once ask the agent once.
    asking ??= ask().finally(() => (asking = undefined));
    return asking;
  };
}

async function askAgent(url: URL, tokenFile: string | undefined) {
  const what = `credentials from ${url.origin}${url.pathname}`;
  try {
    // Read every time: the kubelet replaces the token before it ends.
    const token = tokenFile === undefined ? "" : (await readFile(tokenFile, "utf8")).trim();
    const response = await fetch(url, {
      headers: token === "" ? {} : { authorization: token },
      redirect: "error",
      signal: AbortSignal.timeout(5_000),
    });
    if (response.ok) return answerSchema.parse(await response.json());
    await response.body?.cancel();
    throw unavailable(`${what}: HTTP ${response.status}`, response.status);
  } catch (error) {
    if (error instanceof ObjectStoreError) throw error;
    // Zod's text names fields, never their values.
    const reason =
      error instanceof z.ZodError
        ? `the answer has not the form of credentials (${error.issues.map((issue) => issue.path.join(".")).join(", ")})`
        : messageOf(error);
    throw unavailable(`${what}: ${reason}`, 0);
  }
}

function unavailable(message: string, status: number): ObjectStoreError {
  return new ObjectStoreError(message, {
    status,
    code: "CredentialsUnavailable",
    passing: status === 0 || status === 429 || status >= 500,
    hint: "Is the EKS Pod Identity agent running on this node, and does the pod's service account have an association?",
  });
}
