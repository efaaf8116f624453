/**
 * Removes for good the runs that people deleted long ago and that nothing names: no text of any
 * service's file, no registered model version, and none evaluates a run that is named. Anything that
 * it cannot be sure about ends it before the first run is touched.
 *
 * Why not `mlflow gc --run-ids …`, read in mlflow/cli/__init__.py and
 * mlflow/store/artifact/s3_artifact_repo.py (3.16.1 and 3.17.0):
 * - Beside the runs that it is given, it takes every deleted experiment with all of its runs, and every
 *   deleted logged model; no option leaves them out (`_gc_tracking_resources`).
 * - It asks neither for registered versions nor for anything else that names a run.
 * - S3's answer to DeleteObjects has its refusals inside (HTTP 200), and they are not looked at: the
 *   run is gone from the database, its files stay, and nobody knows whose they are.
 * So this takes the store's own way for one run (`_get_deleted_runs`, `_hard_delete_run`), and only
 * after it has seen that the files are gone. Objects go one call each: a bucket policy that ends at a
 * prefix lets nobody use DeleteObjects with versitygw v1.8.0, which checks the bucket there
 * (s3api/controllers/bucket-post.go).
 *
 * Reads MLFLOW_BACKEND_STORE_URI, RECORDS (folders, joined by the path separator), SERVICES (names that
 * must be among the records, by commas), OLDER_THAN_DAYS, ARTIFACT_ROOT (a run elsewhere stays), DRY_RUN.
 * The last line of its output is JSON.
 */
export const GC_SCRIPT = `\
import json
import os
import sys
from pathlib import Path

import yaml

env = os.environ


def refuse(reason):
    print(json.dumps({"refused": reason, "removed": [], "kept": [], "failed": []}))
    sys.exit(1)


def texts_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def recorded():
    texts, services = {}, set()
    for folder in env["RECORDS"].split(os.pathsep):
        if not Path(folder).is_dir():
            refuse(f"{folder}: found no folder of promotion records")
        for file in sorted(Path(folder).glob("*.yaml")):
            try:
                service = yaml.safe_load(file.read_text(encoding="utf-8"))
                services.add(service["name"])
                service["environments"].items()
            except Exception as error:
                refuse(f"{file}: cannot be read as a service: {type(error).__name__} {error}")
            for text in texts_in(service):
                texts.setdefault(text, file.name)
    wanted = set(filter(None, env["SERVICES"].split(",")))
    if not wanted or wanted - services:
        refuse(f"records: found those of {sorted(services)}; expected {sorted(wanted)}")
    return texts


def pages(ask):
    token = None
    while True:
        page = ask(token)
        yield from page
        token = page.token
        if not token:
            return


def within(inner, outer):
    return (inner.rstrip("/") + "/").startswith(outer.rstrip("/") + "/")


records = recorded()
days = float(env["OLDER_THAN_DAYS"])
if not days >= 0:
    refuse(f"OLDER_THAN_DAYS: found {days}")

# Late: they take seconds, and a refusal should not.
from mlflow.store.artifact.artifact_repository_registry import get_artifact_repository
from mlflow.store.model_registry.sqlalchemy_store import SqlAlchemyStore as Registry
from mlflow.tracking import _get_store

uri = env["MLFLOW_BACKEND_STORE_URI"]
store = _get_store(uri, env.get("ARTIFACT_ROOT") or None)
registry = Registry(uri)
versions = list(pages(lambda token: registry.search_model_versions("", 200, page_token=token)))
places = [text for text in records if "/" in text]


def reason_to_keep(run):
    run_id, root = run.info.run_id, run.info.artifact_uri
    if run.info.lifecycle_stage != "deleted":
        return "somebody restored it"
    evaluated = run.data.tags.get("towpath.evaluated_run")
    for name in (run_id, evaluated, run.data.tags.get("towpath.model_version")):
        if name in records:
            return f"{records[name]} names {name}"
    for place in places:
        if within(place, root) or (place.count("/") > 2 and within(root, place)):
            return f"{records[place]} names {place}"
    for version in versions:
        if version.run_id == run_id or within(version.source or "", root):
            return f"{version.name} version {version.version} points to it"
    if not root or (env.get("ARTIFACT_ROOT") and not within(root, env["ARTIFACT_ROOT"])):
        return f"its files lie at {root}, outside of ARTIFACT_ROOT"
    return None


def remove_files(root):
    if not root.startswith("s3://"):
        repository = get_artifact_repository(root)
        repository.delete_artifacts()
        return len(repository.list_artifacts())
    import boto3
    from botocore.config import Config

    endpoint = env.get("MLFLOW_S3_ENDPOINT_URL")
    style = {"addressing_style": "path"} if endpoint else {}
    client = boto3.client("s3", endpoint_url=endpoint, config=Config(s3=style))
    bucket, _, key = root[len("s3://") :].partition("/")
    listed = {"Bucket": bucket, "Prefix": key.rstrip("/") + "/"}
    for page in client.get_paginator("list_objects_v2").paginate(**listed):
        for one in page.get("Contents", []):
            client.delete_object(Bucket=bucket, Key=one["Key"])
    return client.list_objects_v2(**listed)["KeyCount"]


removed, kept, failed = [], [], []
dry = env.get("DRY_RUN") == "true"
for run_id in sorted(store._get_deleted_runs(older_than=int(days * 86_400_000))):
    run = store.get_run(run_id)
    reason = reason_to_keep(run)
    if reason is not None:
        kept.append({"run": run_id, "reason": reason})
        continue
    try:
        if not dry:
            left = remove_files(run.info.artifact_uri)
            if left:
                raise RuntimeError(f"{left} files are still there")
            store._hard_delete_run(run_id)
        removed.append(run_id)
    except Exception as error:
        failed.append({"run": run_id, "reason": f"{type(error).__name__} {error}"})
print(json.dumps({"dry_run": dry, "removed": removed, "kept": kept, "failed": failed}))
sys.exit(1 if failed else 0)
`;
