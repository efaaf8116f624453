import { setTimeout as sleep } from "node:timers/promises";
import { sha256 } from "./digest";
import { messageOf, RefusedError } from "./errors";
import { credentialSource } from "./object-store/credentials";
import { sign } from "./object-store/sign";
import { escapeUri } from "./object-store/uri";

/** Metrics of one moment: name → value. */
export type MetricValues = Readonly<Record<string, number>>;

/** How CloudWatch is reached. */
export interface MetricsOptions {
  /**
   * AWS_REGION, the credentials of {@link credentialSource}, and AWS_ENDPOINT_URL_CLOUDWATCH where it
   * is another address than AWS's own.
   */
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => Date;
  /** Milliseconds before the second attempt; doubles each time. @default 500 */
  readonly backoffMs?: number;
}

const ATTEMPTS = 3;
/** Milliseconds for one attempt. */
const PATIENCE_MS = 10_000;

/**
 * Sends metrics to CloudWatch, without dimensions, by the Query form of PutMetricData:
 * docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
 * @throws RefusedError when CloudWatch says no, or stays away through three attempts; InputError
 *   without credentials
 */
export async function sendMetrics(
  namespace: string,
  values: MetricValues,
  options: MetricsOptions,
): Promise<void> {
  const { env, now, backoffMs = 500 } = options;
  const credentials = credentialSource(env, now);
  const region = firstSet(env.AWS_REGION, env.AWS_DEFAULT_REGION) ?? "us-east-1";
  const url = new URL(
    firstSet(env.AWS_ENDPOINT_URL_CLOUDWATCH) ?? `https://monitoring.${region}.amazonaws.com/`,
  );
  const body = formOf(namespace, values, now());
  for (let attempt = 1; ; attempt++) {
    const headers = sign(
      {
        method: "POST",
        url,
        headers: { "content-type": "application/x-www-form-urlencoded" },
        bodySha256: sha256(body),
      },
      await credentials(attempt > 1),
      region,
      now(),
      "monitoring",
    );
    const found = await ask(url, headers, body);
    if (found === undefined) return;
    if (!found.passing || attempt === ATTEMPTS) {
      throw new RefusedError(`metrics to ${url.origin}: ${found.reason}`, {
        hint: "May this identity call cloudwatch:PutMetricData in this namespace, and reach that address?",
      });
    }
    await sleep(backoffMs * 2 ** (attempt - 1));
  }
}

/** @returns what went wrong; undefined when nothing did */
async function ask(
  url: URL,
  headers: Record<string, string>,
  body: string,
): Promise<{ reason: string; passing: boolean } | undefined> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (response.ok) return undefined;
    const code = /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(text)?.[1] ?? "";
    const passing = response.status >= 500 || response.status === 429 || code === "Throttling";
    return { reason: `HTTP ${response.status} ${code}`.trim(), passing };
  } catch (error) {
    return { reason: messageOf(error), passing: true };
  }
}

function formOf(namespace: string, values: MetricValues, at: Date): string {
  const pairs: [string, string][] = [
    ["Action", "PutMetricData"],
    ["Version", "2010-08-01"],
    ["Namespace", namespace],
  ];
  for (const [place, [name, value]] of Object.entries(values).entries()) {
    const datum = `MetricData.member.${place + 1}`;
    pairs.push([`${datum}.MetricName`, name], [`${datum}.Value`, String(value)]);
    pairs.push([`${datum}.Timestamp`, at.toISOString()], [`${datum}.Unit`, "None"]);
  }
  return pairs.map(([name, value]) => `${name}=${escapeUri(value)}`).join("&");
}

function firstSet(...values: readonly (string | undefined)[]): string | undefined {
  return values.find((value) => value !== undefined && value !== "");
}
