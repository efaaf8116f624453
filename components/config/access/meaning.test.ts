import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TRACKING_PREFIX } from "../../composed/artifact-folders";
import { SERVING_NAMESPACE } from "../../composed/model-serving";
import { artifactsPrefixOf, datasetsPrefixOf } from "../../jobs/team-policy";
import { REACHES, RIGHTS, type Right } from "../access";
import { ACTIONS, type Action } from "./actions";
import { ALL_ARTIFACTS, IAM_RESOURCES, TEAM_ARTIFACTS, TEAM_DATASETS } from "./iam-resources";
import { IAM_RIGHTS, RESTRICTED_DENIALS } from "./iam-rights";
import { KUBERNETES_RIGHTS } from "./kubernetes-rights";
import { type Meaning, meaningOf, meaningOfGrant } from "./meaning";

const names = Object.keys(ACTIONS) as Action[];
const rules = Object.values(KUBERNETES_RIGHTS).flat();
const statements = Object.values(IAM_RIGHTS).flat();

/** Every single thing that a meaning allows: verb by verb, action by action, team by team. */
function single({ teams, kubernetes, iam }: Meaning): Set<string> {
  const whose = teams === "every-team" ? ["own", "others"] : ["own"];
  return new Set([
    ...kubernetes.flatMap(({ span, namespace, apiGroups, resources, resourceNames, verbs }) =>
      (span === "team" ? whose : ["all"]).flatMap((team) =>
        apiGroups.flatMap((group) =>
          resources.flatMap((resource) =>
            verbs.map((verb) =>
              [team, namespace, group, resource, resourceNames?.join(), verb].join(" "),
            ),
          ),
        ),
      ),
    ),
    ...iam.flatMap(({ span, actions, on }) =>
      (span === "team" ? whose : ["all"]).flatMap((team) =>
        actions.map((action) => [team, action, on].join(" ")),
      ),
    ),
  ]);
}

const within = (narrow: Meaning, wide: Meaning) => {
  const all = single(wide);
  return [...single(narrow)].every((one) => all.has(one));
};
const action = fc.constantFrom(...names);
const reach = fc.constantFrom(...REACHES);

describe("meaningOf", () => {
  it("grants nothing for anything but yes, limited and restricted, or for other actions", () => {
    const nothing: Right[] = RIGHTS.filter((r) => !["yes", "limited", "restricted"].includes(r));
    expect(nothing).toHaveLength(5);
    fc.assert(
      fc.property(action, fc.constantFrom(...nothing), reach, (what, right, far) => {
        expect(single(meaningOf(what, right, far)).size).toBe(0);
      }),
    );
    for (const other of ["sign-contract", "constructor", "toString"]) {
      expect(single(meaningOf(other, "yes", "every-team")).size).toBe(0);
    }
  });

  it("never grants less for more: no ⊆ limited ⊆ yes, and own team ⊆ every team", () => {
    fc.assert(
      fc.property(action, reach, (what, far) => {
        const [no, limited, yes, restricted] = (
          ["no", "limited", "yes", "restricted"] as const
        ).map((right) => meaningOf(what, right, far)) as [Meaning, Meaning, Meaning, Meaning];
        expect(within(no, limited)).toBe(true);
        expect(within(limited, yes)).toBe(true);
        expect(within(restricted, yes)).toBe(true);
        expect(within(yes, meaningOf(what, "yes", "every-team"))).toBe(true);
        expect(restricted.denials).toEqual(RESTRICTED_DENIALS);
        expect([...no.denials, ...limited.denials, ...yes.denials]).toEqual([]);
      }),
    );
  });

  it("keeps limited rights, and grants of time, to the holder's own team", () => {
    fc.assert(
      fc.property(action, reach, (what, far) => {
        const limited = meaningOf(what, "limited", far);
        expect([...single(limited)].filter((one) => !one.startsWith("own "))).toEqual([]);
        const granted = [...single(meaningOfGrant(what))];
        expect(granted.filter((one) => one.startsWith("others "))).toEqual([]);
        expect(meaningOfGrant(what).iam.some(({ span }) => span === "platform")).toBe(false);
      }),
    );
    // The one cell of the shipped matrix that is: a lead starts jobs, of the own team only.
    expect(single(meaningOf("write-runs", "limited", "every-team"))).toContain(
      "own team batch jobs  create",
    );
  });

  it("lets nobody delete what a record names, and leaves restoring it possible", () => {
    const { denials } = meaningOf("delete-shared-artifact", "restricted", "every-team");
    const denied = denials.flatMap(({ actions }) => actions);
    expect(denied).toEqual(["s3:DeleteObject", "s3:DeleteObjectVersion"]);
    expect(denials.map(({ on }) => on)).toEqual(["promoted-artifacts"]);
  });
});

describe("the rights of actions in the cluster", () => {
  it("have no wildcards, and none of the verbs and resources that lead to more", () => {
    for (const rule of rules) {
      const { apiGroups, resourceNames = [], resources, verbs } = rule;
      const all = [...apiGroups, ...resources, ...resourceNames, ...verbs];
      expect(all.filter((word) => word.includes("*"))).toEqual([]);
      for (const verb of verbs) expect(["bind", "escalate", "impersonate"]).not.toContain(verb);
      expect(resources.join()).not.toMatch(/exec|attach|proxy|token|roles|rolebindings|webhook/);
      expect(apiGroups).not.toContain("rbac.authorization.k8s.io");
      // Listing Secrets shows what is in them.
      if (resources.includes("secrets")) expect(verbs.join()).not.toMatch(/get|list|watch/);
    }
  });

  it("start workloads in a team's own namespace alone", () => {
    const creating = rules.filter(({ verbs }) => verbs.includes("create"));
    for (const { namespace, resources } of creating) {
      expect(namespace === "team" || resources.join() === "pods/portforward").toBe(true);
    }
  });

  it("are about what is there", () => {
    expect(SERVING_NAMESPACE).toBe("serving");
    const login = rules.flatMap(({ resourceNames = [] }) => resourceNames);
    expect(readFileSync("components/composed/cluster-jobs.ts", "utf8")).toContain(
      `TRACKING_LOGIN = ${JSON.stringify(login[0])}`,
    );
    const place = readFileSync("components/on-aws/tracking-on-aws.ts", "utf8");
    expect(place).toMatch(/namespace\(\s*"tracking"/);
  });
});

describe("the rights of actions in AWS", () => {
  it("have no wildcards: actions by name, resources by kind, folders by prefix", () => {
    for (const { actions } of [...statements, ...RESTRICTED_DENIALS]) {
      for (const one of actions) expect(one).toMatch(/^[a-z0-9]+:[A-Z][A-Za-z]+$/);
    }
    for (const { arns } of Object.values(IAM_RESOURCES)) {
      for (const arn of arns) {
        expect(arn).toMatch(/^arn:<partition>:[a-z0-9]+:(<region>)?:(<account>)?:[^*]+[:/>*]/);
        // Last, below a folder or a type: never a service's everything.
        expect(arn.replace(/[:/]\*$/, "")).not.toContain("*");
      }
    }
  });

  it("narrow secrets, keys, listings and the role that is handed on by a condition", () => {
    for (const { on } of statements) {
      const { arns, ...rest } = IAM_RESOURCES[on];
      const bare = arns.some((arn) => /:secret:\*$|:key\/|:role\/|bucket>$/.test(arn));
      if (bare) expect(rest, on).toHaveProperty("conditions");
    }
  });

  // Resource types by the Service Authorization Reference: what each action can be granted on.
  it.each([
    [/^s3:List(Bucket|BucketVersions)$/, /:s3:::<[a-z]+-bucket>$/],
    [/^s3:(Abort|Delete|Get|Put|ListMultipart)/, /:s3:::<[a-z]+-bucket>\/.+\/\*$/],
    [/^kms:/, /:key\/<[a-z]+-key>$/],
    [/^secretsmanager:/, /:secret:\*$/],
    [/^eks:DescribeCluster$/, /:cluster\/<cluster>$/],
    [/^backup:(DescribeBackupVault|ListRecoveryPointsByBackupVault)$/, /:backup-vault:<vault>$/],
    [/^backup:(DescribeRecoveryPoint|GetRecovery\w+|StartRestoreJob)$/, /(awsbackup|point):\*$/],
    [/^iam:PassRole$/, /:role\/<restore-role>$/],
  ])("grant %s on what it takes", (wanted, arn) => {
    const all = [...statements, ...RESTRICTED_DENIALS];
    const about = all.filter(({ actions }) => actions.some((one) => wanted.test(one)));
    expect(about.length).toBeGreaterThan(0);
    for (const { actions, on } of about) {
      expect(actions.every((one) => wanted.test(one))).toBe(true);
      for (const each of IAM_RESOURCES[on].arns) expect(each).toMatch(arn);
    }
  });

  it("are about the folders that jobs and tracking use", () => {
    expect(TEAM_ARTIFACTS).toBe(artifactsPrefixOf("<team>", TRACKING_PREFIX));
    expect(TEAM_DATASETS).toBe(datasetsPrefixOf("<team>"));
    expect(ALL_ARTIFACTS).toBe(TRACKING_PREFIX);
  });
});
