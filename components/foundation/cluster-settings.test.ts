import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clusterProblems, newestVersion } from "./cluster-settings";
import { kubeconfig } from "./kubeconfig";

const OK = { publicAccessCidrs: [], logRetentionDays: 30 };

describe("clusterProblems", () => {
  it.each([
    [OK],
    [{ ...OK, version: "1.33" }],
    [{ ...OK, publicAccessCidrs: ["203.0.113.0/24", "198.51.100.7/32", "10.0.0.0/8"] }],
  ])("finds nothing in %j", (settings) => {
    expect(clusterProblems(settings)).toEqual([]);
  });

  it.each([
    [{ publicAccessCidrs: ["0.0.0.0/0"] }, "found 0.0.0.0/0, which opens the API to 4294967296"],
    [
      { publicAccessCidrs: ["128.0.0.0/1"] },
      "found 128.0.0.0/1, which opens the API to 2147483648",
    ],
    [{ publicAccessCidrs: ["203.0.113.5"] }, 'publicAccessCidrs: found "203.0.113.5"; expected'],
    [{ publicAccessCidrs: ["::/0"] }, 'publicAccessCidrs: found "::/0"; expected'],
    [{ version: "1.9" }, 'version: found "1.9"; expected a minor version such as "1.33"'],
    [{ version: "1.33.2" }, 'version: found "1.33.2"'],
    [{ logRetentionDays: 0 }, "logRetentionDays: found 0; expected one of 1, 3, 5"],
    [{ logRetentionDays: 31 }, "logRetentionDays: found 31"],
  ])("finds what is wrong in %j", (settings, problem) => {
    const problems = clusterProblems({ ...OK, ...settings });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });

  it("opens the API to no range larger than /8, whichever it is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 32 }), (prefix) => {
        const problems = clusterProblems({ ...OK, publicAccessCidrs: [`0.0.0.0/${prefix}`] });
        expect(problems.length === 0).toBe(prefix >= 8);
      }),
    );
  });
});

describe("newestVersion", () => {
  it.each([
    [["1.32", "1.33", "1.31"], "1.33"],
    [["1.9", "1.10"], "1.10"],
    [["1.99", "1.100"], "1.100"],
  ])("of %j is %s", (versions, newest) => {
    expect(newestVersion(versions)).toBe(newest);
  });
  it("says what to do when there is none", () => {
    expect(() => newestVersion([])).toThrow(/write the cluster's version/);
  });
});

describe("kubeconfig", () => {
  it("asks the AWS CLI for a token and holds no credentials", () => {
    const config = JSON.parse(
      kubeconfig({
        clusterName: "main-1",
        endpoint: "https://x.eks.amazonaws.com",
        certificateAuthority: "Q0E=",
        region: "eu-west-1",
      }),
    ) as unknown;
    expect(config).toEqual({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "main-1",
      clusters: [
        {
          name: "main-1",
          cluster: {
            server: "https://x.eks.amazonaws.com",
            "certificate-authority-data": "Q0E=",
          },
        },
      ],
      contexts: [{ name: "main-1", context: { cluster: "main-1", user: "main-1" } }],
      users: [
        {
          name: "main-1",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: [
                ...["--region", "eu-west-1", "eks", "get-token"],
                ...["--cluster-name", "main-1", "--output", "json"],
              ],
              interactiveMode: "Never",
            },
          },
        },
      ],
    });
  });
});
