/** The trust policy of a role for pods, with these session tags asked for. */
export function pods(tags: Readonly<Record<string, unknown>>, operator = "StringEquals") {
  const asked = Object.entries(tags)
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => [`aws:RequestTag/${tag}`, value]);
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "AssumeByPods",
        Effect: "Allow",
        Principal: { Service: "pods.eks.amazonaws.com" },
        Action: ["sts:AssumeRole", "sts:TagSession"],
        Condition: { [operator]: Object.fromEntries(asked) as Record<string, unknown> },
      },
    ],
  };
}
