import { isPromoted, type Service } from "../config/service";

/**
 * The folders in the bucket of artifacts that an environment's promotion records name as current or
 * previous: what `restricted` keeps from being deleted. Sorted, each once. Committed baselines lie in
 * the repository and are not here.
 */
export function recordFolders(
  services: Readonly<Record<string, Service>>,
  environment: string,
): string[] {
  const folders = Object.values(services).flatMap(({ environments }) => {
    const record = environments[environment];
    if (record === undefined) return [];
    return [record.current, record.previous].filter(isPromoted).flatMap(({ artifact }) => {
      const path = /^s3:\/\/[^/]+\/+(.*?)\/*$/.exec(artifact.uri)?.[1];
      return path === undefined || path === "" ? [] : [literal(path)];
    });
  });
  return [...new Set(folders)].sort();
}

/**
 * As itself, where IAM would read a pattern or a variable.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html#policy-vars-specialchars
 */
const literal = (path: string) => path.replace(/[*?$]/g, (character) => `\${${character}}`);
