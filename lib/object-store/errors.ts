import { RefusedError } from "../errors";

/** An object store did not do what was asked: it said no, or nothing that could be used. */
export class ObjectStoreError extends RefusedError {
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** S3's own code, e.g. `NoSuchKey`, or `Unreachable`, `Truncated`, `HTTP_<status>`. */
  readonly code: string;
  /** Whether the same request may succeed later: the store is busy, broken or away. */
  readonly passing: boolean;

  constructor(
    message: string,
    details: { status: number; code: string; passing: boolean; hint?: string; cause?: unknown },
  ) {
    super(message, {
      ...(details.hint === undefined ? {} : { hint: details.hint }),
      cause: details.cause,
    });
    this.status = details.status;
    this.code = details.code;
    this.passing = details.passing;
  }
}

/** What helps against S3's own answers; docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const hints: Readonly<Record<string, string>> = {
  AccessDenied:
    "The identity may not do this: compare its policy with the URI's bucket and prefix. S3 also says so for a missing object to whoever may not list the bucket.",
  SignatureDoesNotMatch:
    "The secret key does not belong to the key id, or a proxy changed the request.",
  InvalidAccessKeyId:
    "The store does not know this key id: is AWS_ENDPOINT_URL_S3 the right store?",
  RequestTimeTooSkewed: "The clock of this machine is off by more than 15 minutes.",
  NoSuchBucket: "Check the bucket's name, and AWS_ENDPOINT_URL_S3.",
  PermanentRedirect: "Set AWS_REGION to the bucket's region.",
  AuthorizationHeaderMalformed: "Set AWS_REGION to the bucket's region.",
};

/** The error of an answer that is none: `body` is S3's XML, or anything. */
export function refusal(
  what: string,
  status: number,
  body: string,
  region: string | null,
): ObjectStoreError {
  const code = /<Code>([A-Za-z0-9.]{1,100})<\/Code>/.exec(body)?.[1] ?? codeOf(status);
  const said = /<Message>([^<]{1,300})<\/Message>/.exec(body)?.[1];
  const where = region === null ? "" : ` (the bucket is in ${region})`;
  const hint = hints[code];
  return new ObjectStoreError(
    `${what}: HTTP ${status} ${code}${said === undefined ? "" : `: ${said}`}${where}`,
    {
      status,
      code,
      passing: status >= 500 || status === 429 || status === 408 || code === "RequestTimeout",
      ...(hint === undefined ? {} : { hint }),
    },
  );
}

/** An answer to HEAD has no body, so only its status says what is wrong. */
function codeOf(status: number): string {
  if (status === 404) return "NoSuchKey";
  if (status === 403) return "AccessDenied";
  return status === 301 ? "PermanentRedirect" : `HTTP_${status}`;
}
