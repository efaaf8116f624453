/** Where MLflow keeps artifacts in their bucket, wherever the bucket is; a team's folder is below it. */
export const TRACKING_PREFIX = "mlflow";
