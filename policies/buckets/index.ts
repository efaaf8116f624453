import type { Rule } from "../engine/rule";
import { abortUploads } from "./abort-uploads";
import { accessLogs } from "./access-logs";
import { aclsOff } from "./acls-off";
import { currentObjects } from "./current-objects";
import { encryption } from "./encryption";
import { forceDestroy } from "./force-destroy";
import { logTarget } from "./log-target";
import { noncurrentVersions } from "./noncurrent-versions";
import { objectLock } from "./object-lock";
import { protectedBuckets } from "./protected";
import { publicAccess } from "./public-access";
import { publicAcl } from "./public-acl";
import { publicPolicy } from "./public-policy";
import { replication } from "./replication";
import { tlsOnly } from "./tls-only";
import { versioning } from "./versioning";

export const BUCKETS_RULES: readonly Rule[] = [
  publicAccess,
  publicAcl,
  publicPolicy,
  aclsOff,
  tlsOnly,
  encryption,
  versioning,
  objectLock,
  noncurrentVersions,
  currentObjects,
  abortUploads,
  forceDestroy,
  protectedBuckets,
  replication,
  accessLogs,
  logTarget,
];
