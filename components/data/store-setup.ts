import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { sha256 } from "../../lib/digest";
import { TO_NAMES } from "../workloads/network-rules";
import * as pod from "../workloads/pod-security";
import { ownAccount, selectorLabels } from "./in-cluster";
import { bucketPolicy, ROOT_USER, type StoreUsers } from "./store-grants";
import { SETUP_SCRIPT } from "./store-setup-script";

export interface StoreSetupArgs {
  /** An image with Python and boto3. Plain: another image is another run. */
  readonly image: string;
  readonly namespace: pulumi.Input<string>;
  readonly labels: Readonly<Record<string, string>>;
  /** `http://host:port` of the store. */
  readonly endpoint: pulumi.Input<string>;
  readonly region: string;
  /** The store's port, and its pods: where the network policy lets connections go. Plain. */
  readonly port: number;
  readonly storeSelector: Readonly<Record<string, string>>;
  /** The Secret with root's key, and the entry in it. */
  readonly rootSecret: pulumi.Input<string>;
  readonly rootKey: string;
  /** Plain, as are the users: another plan is another run. */
  readonly buckets: readonly string[];
  readonly users: StoreUsers;
}

/** Bucket → its policy, null for none. */
type SetupPlan = Readonly<Record<string, ReturnType<typeof bucketPolicy>>>;

/** The labels by which the store knows the setup's pods. */
export const setupSelector = (instance: string) => selectorLabels("towpath", instance, "setup");

/**
 * Brings buckets and policies to what the program says, before anybody uses them. Its name carries a
 * hash of what it does: another plan is another Job, and the same one runs once.
 */
export class StoreSetup extends pulumi.ComponentResource {
  /** @internal */
  static readonly __pulumiType = "towpath:data:StoreSetup";

  /** The Job; Pulumi waits until it is complete. */
  readonly job: kubernetes.batch.v1.Job;

  constructor(name: string, args: StoreSetupArgs, opts?: pulumi.ComponentResourceOptions) {
    super(StoreSetup.__pulumiType, name, {}, opts);
    const own = { parent: this };
    const { namespace, image } = args;
    const selector = setupSelector(name);
    const labels = { ...args.labels, ...selector };
    const metadata = { namespace, labels };
    const plan: SetupPlan = Object.fromEntries(
      args.buckets.map((bucket) => [bucket, bucketPolicy(bucket, args.users)]),
    );
    const network = new kubernetes.networking.v1.NetworkPolicy(
      `${name}-network`,
      {
        metadata,
        spec: {
          podSelector: { matchLabels: selector },
          policyTypes: ["Ingress", "Egress"],
          egress: [
            TO_NAMES,
            {
              to: [{ podSelector: { matchLabels: { ...args.storeSelector } } }],
              ports: [{ protocol: "TCP", port: args.port }],
            },
          ],
        },
      },
      own,
    );
    const account = ownAccount(name, metadata, own);
    this.job = new kubernetes.batch.v1.Job(
      `${name}-${sha256(JSON.stringify({ image, SETUP_SCRIPT, plan })).slice(0, 10)}`,
      {
        metadata,
        spec: {
          backoffLimit: 3,
          // Seconds, a first pull of a large image among them.
          activeDeadlineSeconds: 900,
          template: {
            metadata: { labels },
            spec: {
              serviceAccountName: account,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              restartPolicy: "Never",
              securityContext: pod.POD_SECURITY,
              containers: [
                {
                  name: "setup",
                  image,
                  command: ["python", "-c", SETUP_SCRIPT],
                  workingDir: "/tmp",
                  env: [
                    { name: "AWS_ACCESS_KEY_ID", value: ROOT_USER },
                    { name: "AWS_ENDPOINT_URL_S3", value: args.endpoint },
                    { name: "AWS_REGION", value: args.region },
                    {
                      name: "AWS_SECRET_ACCESS_KEY",
                      valueFrom: { secretKeyRef: { name: args.rootSecret, key: args.rootKey } },
                    },
                    { name: "HOME", value: "/tmp" },
                    { name: "PLAN", value: JSON.stringify(plan) },
                    { name: "PYTHONDONTWRITEBYTECODE", value: "1" },
                    { name: "PYTHONUNBUFFERED", value: "1" },
                  ],
                  securityContext: pod.CONTAINER_SECURITY,
                  resources: {
                    requests: { cpu: "100m", memory: "256Mi", "ephemeral-storage": "64Mi" },
                    limits: { memory: "256Mi", "ephemeral-storage": "128Mi" },
                  },
                  volumeMounts: [pod.SCRATCH_MOUNT],
                },
              ],
              volumes: [pod.scratchVolume("64Mi")],
            },
          },
        },
      },
      { ...own, dependsOn: [network] },
    );
    this.registerOutputs({});
  }
}
