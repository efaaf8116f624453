import type { types } from "@pulumi/kubernetes";
import type { BackupStoreSettings } from "../../config/recovery-schema";
import type { BackupPlace } from "./site";

/**
 * A bucket in an S3-compatible store elsewhere. Its keys are in a Secret that people make: a pod waits,
 * visibly, until it is there.
 */
export function backupBucket(s3: NonNullable<BackupStoreSettings["s3"]>): BackupPlace {
  const { endpoint, region, uri, credentials_in: name } = s3;
  const fromSecret = (variable: string, key: string): types.input.core.v1.EnvVar => ({
    name: variable,
    valueFrom: { secretKeyRef: { name, key } },
  });
  const { port } = new URL(endpoint);
  return {
    uri,
    env: [
      fromSecret("BACKUP_AWS_ACCESS_KEY_ID", "access-key-id"),
      { name: "BACKUP_AWS_ENDPOINT_URL_S3", value: endpoint },
      { name: "BACKUP_AWS_REGION", value: region },
      fromSecret("BACKUP_AWS_SECRET_ACCESS_KEY", "secret-access-key"),
    ],
    egress: [
      {
        // A name that only its own name server knows the addresses of: open in the address, narrow in
        // the port, and never the instance metadata service.
        to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }],
        ports: [{ protocol: "TCP", port: port === "" ? 443 : Number(port) }],
      },
    ],
  };
}
