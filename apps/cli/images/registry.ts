import * as z from "zod";
import { sha256 } from "../../../lib/digest";
import { isLoopback, isSafe, type ImageAddress } from "./address";
import { badAnswer, json, mixedUp, plain, reasonOf, refuseStatus } from "./answers";
import { type Challenge, parseChallenges } from "./challenge";
import type { Credentials } from "./credentials";
import { type Answer, type Ask, type Patience, send } from "./http";
import { RegistryError } from "./registry-error";

/** What is taken for a manifest: an index first, since it is what all platforms share. */
const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** `token` and `access_token` mean the same (distribution, docs/content/spec/auth/token.md). */
const tokenSchema = z.looseObject({
  token: z.string().optional(),
  access_token: z.string().optional(),
});

/** A manifest whose bytes are what its digest says. */
export interface Manifest {
  readonly digest: string;
  readonly body: Buffer;
}

/**
 * Asks container registries about tags, as the OCI distribution specification says
 * (github.com/opencontainers/distribution-spec, spec.md), with the token log-in of
 * github.com/distribution/distribution, docs/content/spec/auth/token.md. It reads only.
 */
export class RegistryClient {
  /** Registry and image → the `Authorization` that was taken last. */
  private readonly logins = new Map<string, string>();

  constructor(
    private readonly credentials: Credentials,
    private readonly patience: Patience,
  ) {}

  /**
   * The digest that a tag or digest stands for, without its bytes: Docker Hub counts a GET as a pull
   * and a HEAD not (docs.docker.com, "Pull usage and limits"). The header is optional, so that a
   * registry without it is asked for the bytes.
   * @throws RegistryError
   */
  async head(image: ImageAddress, reference: string): Promise<string> {
    const answer = await this.ask(image, `manifests/${reference}`, "HEAD");
    refuseStatus(answer, image, reference, () => this.credentials(image.registry).note);
    const digest = answer.headers.get("docker-content-digest");
    return digest !== null && DIGEST.test(digest)
      ? digest
      : (await this.manifest(image, reference)).digest;
  }

  /** The manifest behind a tag or digest. @throws RegistryError, also when its bytes are others */
  async manifest(image: ImageAddress, reference: string): Promise<Manifest> {
    const answer = await this.ask(image, `manifests/${reference}`, "GET");
    refuseStatus(answer, image, reference, () => this.credentials(image.registry).note);
    const digest = `sha256:${sha256(answer.body)}`;
    const claims = [answer.headers.get("docker-content-digest"), reference];
    for (const claim of claims) {
      // A digest of another algorithm is no claim about this one.
      if (claim?.startsWith("sha256:") === true && claim !== digest)
        throw mixedUp(image, claim, digest);
    }
    return { digest, body: answer.body };
  }

  /** A blob's bytes, such as an image's configuration. @throws RegistryError */
  async blob(image: ImageAddress, digest: string): Promise<Buffer> {
    const answer = await this.ask(image, `blobs/${digest}`, "GET");
    refuseStatus(answer, image, digest, () => this.credentials(image.registry).note);
    const found = `sha256:${sha256(answer.body)}`;
    if (found !== digest) throw mixedUp(image, digest, found);
    return answer.body;
  }

  private async ask(image: ImageAddress, path: string, method: Ask["method"]): Promise<Answer> {
    const url = new URL(`${image.origin}/v2/${image.name}/${path}`);
    const key = `${image.origin} ${image.name}`;
    const request = (authorization: string | undefined) =>
      send(
        url,
        {
          method,
          headers: {
            accept: path.startsWith("manifests/") ? MANIFEST_TYPES : "*/*",
            ...(authorization === undefined ? {} : { authorization }),
          },
        },
        this.patience,
      );
    const answer = await request(this.logins.get(key));
    if (answer.status !== 401) return answer;
    const challenges = parseChallenges(answer.headers.get("www-authenticate") ?? "");
    const authorization = await this.logIn(image, challenges);
    if (authorization === undefined) return answer;
    this.logins.set(key, authorization);
    return request(authorization);
  }

  /** What to send as `Authorization`; undefined when nothing that we have fits. */
  private async logIn(
    image: ImageAddress,
    challenges: readonly Challenge[],
  ): Promise<string | undefined> {
    const { basic } = this.credentials(image.registry);
    const bearer = challenges.find(({ scheme }) => scheme === "bearer");
    if (bearer !== undefined) return `Bearer ${await this.token(image, bearer, basic)}`;
    return challenges.some(({ scheme }) => scheme === "basic") ? basic : undefined;
  }

  private async token(
    image: ImageAddress,
    { params }: Challenge,
    basic: string | undefined,
  ): Promise<string> {
    const realm = params.realm ?? "";
    const url = URL.canParse(realm) ? new URL(realm) : undefined;
    const inward =
      url !== undefined && isLoopback(url.hostname) && !isLoopback(new URL(image.origin).hostname);
    if (url === undefined || !isSafe(url) || inward) {
      throw badAnswer(image, `sends to "${plain(realm)}" for a token; expected an https address`);
    }
    if (params.service !== undefined) url.searchParams.set("service", params.service);
    url.searchParams.set("scope", params.scope ?? `repository:${image.name}:pull`);
    const answer = await send(
      url,
      { method: "GET", headers: basic === undefined ? {} : { authorization: basic } },
      this.patience,
    );
    if (answer.status === 401 || answer.status === 403) {
      throw new RegistryError(
        "denied",
        `${url.host} gives no token for ${image.name}: ${reasonOf(answer)}`,
        this.credentials(image.registry).note,
      );
    }
    const parsed = tokenSchema.safeParse(json(answer.body));
    const token = parsed.data?.token ?? parsed.data?.access_token;
    // A header of two lines would be two headers.
    if (answer.status !== 200 || token === undefined || !/^[\x21-\x7e]+$/.test(token)) {
      throw badAnswer(image, `${url.host} answers ${answer.status} without a token`);
    }
    return token;
  }
}
