/** Minutes without a key pressed after which a session ends; Session Manager takes 1 to 60. */
const IDLE_MINUTES = 20;

/** Minutes after which a session ends in any case; Session Manager takes 1 to 1440. */
const LONGEST_MINUTES = 60;

/**
 * A shell that is written down while it runs, and only into what is encrypted: the agent refuses a
 * session whose log group or bucket is not. No key of our own on the way: sessions go over TLS 1.2
 * already, and every person and node would need rights on it. As `ssm-user`, as sessions do by default.
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/session-manager-schema.html
 */
export const SESSION_SETTINGS = {
  cloudWatchEncryptionEnabled: true,
  // Line by line: a log that comes when the session ends never comes from a node that is gone.
  cloudWatchStreamingEnabled: true,
  s3EncryptionEnabled: true,
  kmsKeyId: "",
  runAsEnabled: false,
  runAsDefaultUser: "",
  idleSessionTimeout: String(IDLE_MINUTES),
  maxSessionDuration: String(LONGEST_MINUTES),
} as const;
