import type { ImageRetention } from "../config/retention/table";

/**
 * ECR's lifecycle policy for it. The second rule bounds cost alone: a served version and its rollback
 * target must be among the kept ones, so the number is generous.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html
 */
export function lifecyclePolicy({ untaggedDays, keepImages }: ImageRetention): string {
  return JSON.stringify({
    rules: [
      {
        rulePriority: 1,
        description: `Untagged images go after ${untaggedDays} days`,
        selection: {
          tagStatus: "untagged",
          countType: "sinceImagePushed",
          countUnit: "days",
          countNumber: untaggedDays,
        },
        action: { type: "expire" },
      },
      {
        // A rule for any image must have the highest number.
        rulePriority: 2,
        description: `The newest ${keepImages} images stay`,
        selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: keepImages },
        action: { type: "expire" },
      },
    ],
  });
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/** Everything that is wrong with a registry's settings. */
export function registryProblems(
  repositories: readonly string[],
  { untaggedDays, keepImages }: ImageRetention,
): string[] {
  const problems = repositories
    .filter((name) => !NAME.test(name))
    .map((name) => `repositories: found "${name}"; expected lower case words joined by hyphens`);
  const twice = repositories.filter((name, index) => repositories.indexOf(name) !== index);
  problems.push(...twice.map((name) => `repositories: found "${name}" twice; expected it once`));
  for (const [property, value] of Object.entries({ untaggedDays, keepImages })) {
    if (!Number.isInteger(value) || value < 1) {
      problems.push(`${property}: found ${value}; expected a whole number from 1`);
    }
  }
  return problems;
}
