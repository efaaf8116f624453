/**
 * Makes the buckets of a store, turns their versioning on and sets their policies. Changes nothing that
 * is already so, and never deletes a bucket. `PLAN` is what `SetupPlan` says, as JSON.
 * (Tried with versitygw v1.8.0 and boto3 against 127.0.0.1.)
 */
export const SETUP_SCRIPT = `\
import json
import os

import boto3
from botocore.config import Config

store = boto3.client(
    "s3",
    config=Config(
        connect_timeout=10,
        read_timeout=30,
        retries={"max_attempts": 8, "mode": "standard"},
        s3={"addressing_style": "path"},
    ),
)
there = {bucket["Name"] for bucket in store.list_buckets()["Buckets"]}
for bucket, policy in sorted(json.loads(os.environ["PLAN"]).items()):
    if bucket not in there:
        store.create_bucket(Bucket=bucket)
    store.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    if policy is None:
        store.delete_bucket_policy(Bucket=bucket)
    else:
        store.put_bucket_policy(Bucket=bucket, Policy=json.dumps(policy))
    print(bucket, "is there")
`;
