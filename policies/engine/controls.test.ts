import { expect, it } from "vitest";
import { controlText } from "./controls";

it.each([
  ["CIS EKS 4.1.3", "CIS Amazon EKS Benchmark", "4.1.3", /wildcard/],
  ["CIS AWS 4.6", "CIS AWS Foundations Benchmark", "4.6", /rotation/],
  [
    "NSA C-0057",
    "NSA/CISA Kubernetes Hardening, Kubescape's framework NSA",
    "C-0057",
    /Privileged/,
  ],
] as const)("writes out %s", (control, name, reference, title) => {
  expect(controlText(control)).toMatchObject({ name, reference });
  expect(controlText(control).specification).toMatch(title);
});
