/**
 * The namespace of the metrics that backups and drills send to CloudWatch: BackupAgeHours, DrillAgeHours and
 * DrillPassed, without dimensions. One of its own each: two environments may share an account.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html
 */
export function recoveryNamespace(environment: string): string {
  return `Towpath/Recovery/${environment}`;
}
