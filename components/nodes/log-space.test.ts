import { describe, expect, it } from "vitest";
import { LOG_SPACE, withLogSpace } from "./log-space";

describe("the space of a log", () => {
  it("holds what kubelet keeps of it: five files of 10 MiB", () => {
    for (const size of Object.values(LOG_SPACE)) expect(Number.parseInt(size)).toBeGreaterThan(50);
  });

  it("joins what a container asks for and may use", () => {
    expect(withLogSpace({ requests: { cpu: "1m" }, limits: { memory: "1Mi" } })).toEqual({
      requests: { cpu: "1m", "ephemeral-storage": "64Mi" },
      limits: { memory: "1Mi", "ephemeral-storage": "256Mi" },
    });
  });
});
