import { createRequire } from "node:module";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { describe, expect, it, vi } from "vitest";
import { isSecret, readOnce, wireOf } from "./one-reading";
import type { Properties } from "./subject";
import { analyzeRequest, remediate, request, type Sent } from "./testing-server";

const secret = (value: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});
const sent: Sent = {
  type: "aws:rds/instance:Instance",
  name: "db",
  props: { engine: "postgres", password: secret("hunter2"), tags: { a: "b" } },
};

/** As many policies as asked, each of which keeps what it was given. */
function policies(count: number, seen: Properties[] = []): ResourceValidationPolicy[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `rule-${index}`,
    description: "Reads.",
    enforcementLevel: "mandatory" as const,
    validateResource: ({ props }: { props: Properties }) => void seen.push(props),
  }));
}

/** How often the struct of a question becomes plain values. */
async function readings(count: number): Promise<number> {
  const asked = request(sent);
  const struct = asked.getProperties();
  if (struct === undefined) throw new Error("the question has no properties");
  const read = vi.spyOn(struct, "toJavaScript");
  await analyzeRequest(policies(count), asked);
  return read.mock.calls.length;
}

describe("the SDK", () => {
  it("reads a resource for every rule anew, through the function that is replaced", async () => {
    expect(await readings(5)).toBe(5);
    const sdk = createRequire(__filename)("@pulumi/policy/deserialize") as object;
    const before = Object.getOwnPropertyDescriptor(sdk, "deserializeProperties");
    expect(before?.writable).toBe(true);
    readOnce();
    const after = Object.getOwnPropertyDescriptor(sdk, "deserializeProperties");
    expect(after?.value).not.toBe(before?.value);
    readOnce();
    expect(Object.getOwnPropertyDescriptor(sdk, "deserializeProperties")?.value).toBe(after?.value);
  });

  it("reads it once from then on", async () => {
    readOnce();
    expect(await readings(5)).toBe(1);
    // Two questions are two resources.
    expect((await readings(1)) + (await readings(1))).toBe(2);
  });
});

describe("the wire form", () => {
  it("still tells which values are secrets, which rules see as they are", async () => {
    readOnce();
    const seen: Properties[] = [];
    await analyzeRequest(policies(1, seen), request(sent));
    const [props = {}] = seen;
    expect(props.password).toBe("hunter2");
    const wire = wireOf(props) ?? {};
    expect(isSecret(wire.password)).toBe(true);
    expect(isSecret(wire.engine)).toBe(false);
    expect(isSecret(wire.tags)).toBe(false);
  });

  it("is unknown for what did not come over the wire", () => {
    expect(wireOf({ engine: "postgres" })).toBeUndefined();
  });

  it("is a copy of its own for rules that mend, with its secrets kept", async () => {
    readOnce();
    const mends = {
      name: "mends",
      description: "Mends.",
      enforcementLevel: "remediate" as const,
      remediateResource: ({ props }: { props: Record<string, unknown> }) => {
        props.engine = "other";
        return props;
      },
    };
    const mended = await remediate([mends], sent);
    expect(mended?.engine).toBe("other");
    expect(isSecret(mended?.password)).toBe(true);
  });
});
