import type { ApiClient } from "./api-client";

/** What somebody would do to something. */
export interface Deed {
  readonly verb: string;
  /** Plural, such as `pods`; `pods/exec` for a subresource. */
  readonly resource: string;
  /** The API group. @default the core group */
  readonly group?: string;
  /** @default cluster-wide */
  readonly namespace?: string;
  /** @default any object */
  readonly name?: string;
}

/** Somebody, as the API server knows them. */
export interface Somebody {
  readonly user: string;
  readonly groups?: readonly string[];
}

/** A service account, with the groups that every one of them has. */
export function serviceAccount(namespace: string, name: string): Somebody {
  return {
    user: `system:serviceaccount:${namespace}:${name}`,
    groups: [
      "system:serviceaccounts",
      `system:serviceaccounts:${namespace}`,
      "system:authenticated",
    ],
  };
}

/**
 * May somebody do something? Asked of the API server's own authorizer, with a SubjectAccessReview.
 * https://kubernetes.io/docs/reference/access-authn-authz/authorization/#checking-api-access
 */
export async function allowed(client: ApiClient, who: Somebody, deed: Deed): Promise<boolean> {
  const [resource, subresource] = deed.resource.split("/");
  const review = (await client.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
    apiVersion: "authorization.k8s.io/v1",
    kind: "SubjectAccessReview",
    spec: {
      ...who,
      resourceAttributes: {
        verb: deed.verb,
        group: deed.group ?? "",
        resource,
        ...(subresource !== undefined && { subresource }),
        ...(deed.namespace !== undefined && { namespace: deed.namespace }),
        ...(deed.name !== undefined && { name: deed.name }),
      },
    },
  })) as { status: { allowed: boolean } };
  return review.status.allowed;
}
