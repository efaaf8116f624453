import { describe, expect, it } from "vitest";
import { NodeRole } from "./node-role";
import { only, record, valueOf } from "./testing";

const tags = { "towpath:owner": "platform" };
const PARENT = "towpath:nodes:NodeRole nodes";

describe("NodeRole", () => {
  it("attaches the two policies of every node, and none for shells or the network", async () => {
    const { registered } = await record((opts) => new NodeRole("nodes", { tags }, opts));
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      PARENT,
      "aws:iam/role:Role nodes-role",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment nodes-pod-identity",
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment nodes-pull-images",
      "aws:iam/rolePolicy:RolePolicy nodes-join",
    ]);
    for (const child of registered.slice(1)) {
      expect(child).toMatchObject({ parent: PARENT, provider: "cloud" });
    }
    expect(only(registered, "nodes-pod-identity").inputs).toMatchObject({
      policyArn: "arn:aws:iam::aws:policy/AmazonEKSWorkerNodeMinimalPolicy",
    });
    expect(only(registered, "nodes-pull-images").inputs).toMatchObject({
      policyArn: "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly",
    });
  });

  it("lets EC2 take the role and nobody else, and grants two read actions of its own", async () => {
    const { registered } = await record((opts) => new NodeRole("nodes", { tags }, opts));
    const role = only(registered, "nodes-role").inputs;
    expect(role).toMatchObject({ tags });
    expect(role.assumeRolePolicy).toMatchObject({
      Statement: [{ Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
    });
    expect(only(registered, "nodes-join").inputs.policy).toMatchObject({
      Statement: [{ Action: ["ec2:DescribeInstances", "ec2:DescribeInstanceTypes"] }],
    });
  });

  it("opens Session Manager only when asked", async () => {
    const { registered } = await record(
      (opts) => new NodeRole("nodes", { tags, sessionManager: true }, opts),
    );
    expect(only(registered, "nodes-session-manager").inputs).toMatchObject({
      policyArn: "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore",
    });
  });

  it("gives its ARN only after the policies", async () => {
    const { result } = await record((opts) => new NodeRole("nodes", { tags }, opts));
    expect(await valueOf(result.arn)).toBe("arn:of:nodes-role");
    expect(await valueOf(result.roleName)).toBe("nodes-role");
  });
});
