import { describe, expect, it } from "vitest";
import { isSecret, only, plain, register } from "../data/testing";
import { StoreIdentity } from "./store-identity";

const STORE = {
  endpoint: "http://objects.data.svc.cluster.local:7070",
  region: "us-east-1",
  accessKeyId: "team-support-ml",
  secretAccessKey: "planted-Key-0123456789",
};
const ARGS = { namespace: "support-ml", serviceAccount: "jobs", labels: { team: "support-ml" } };

describe("StoreIdentity", () => {
  it("is a service account without a token, and keys in a Secret that pods wait for", async () => {
    let identity: StoreIdentity | undefined;
    const all = await register(() => {
      identity = new StoreIdentity("jobs", { ...ARGS, store: STORE });
    });
    expect(only(all, "kubernetes:core/v1:ServiceAccount").inputs).toEqual({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "jobs", namespace: "support-ml", labels: ARGS.labels },
      automountServiceAccountToken: false,
    });
    const { stringData, metadata } = only(all, "kubernetes:core/v1:Secret").inputs;
    const data = plain(stringData) as Record<string, unknown>;
    expect(isSecret(stringData) || isSecret(data["secret-access-key"])).toBe(true);
    expect(metadata).toMatchObject({ name: "jobs-store-keys", namespace: "support-ml" });
    expect(identity?.ready).toHaveLength(2);
    // The key itself is in no variable: those go into a pod's template, which many may read.
    expect(identity?.env).toEqual([
      {
        name: "AWS_ACCESS_KEY_ID",
        valueFrom: { secretKeyRef: { name: "jobs-store-keys", key: "access-key-id" } },
      },
      { name: "AWS_ENDPOINT_URL_S3", value: STORE.endpoint },
      { name: "AWS_REGION", value: "us-east-1" },
      {
        name: "AWS_SECRET_ACCESS_KEY",
        valueFrom: { secretKeyRef: { name: "jobs-store-keys", key: "secret-access-key" } },
      },
    ]);
  });

  it("is the service account alone for pods without rights in the store", async () => {
    let identity: StoreIdentity | undefined;
    const all = await register(() => {
      identity = new StoreIdentity("migration", ARGS);
    });
    expect(all.map(({ type }) => type)).toEqual([
      "kubernetes:core/v1:ServiceAccount",
      "towpath:workloads:StoreIdentity",
    ]);
    expect([identity?.env, identity?.ready.length]).toEqual([[], 1]);
  });
});
