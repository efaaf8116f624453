import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { readCredentials } from "./credentials";

const folder = mkdtempSync(join(tmpdir(), "towpath-docker-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const login = (text: string) => Buffer.from(text).toString("base64");

function read(config: unknown) {
  const text = typeof config === "string" ? config : JSON.stringify(config);
  writeFileSync(join(folder, "config.json"), text);
  return readCredentials({ DOCKER_CONFIG: folder });
}

describe("readCredentials", () => {
  it("finds a registry by host name, and Docker Hub by the key that docker login writes", () => {
    const credentials = read({
      auths: {
        "https://index.docker.io/v1/": { auth: login("hub:a") },
        "ghcr.io": { auth: login("gh:b") },
        "registry.local:5000": { auth: login("lab:c:d") },
        "empty.example": {},
      },
    });
    expect(credentials("docker.io").basic).toBe(`Basic ${login("hub:a")}`);
    expect(credentials("ghcr.io").basic).toBe(`Basic ${login("gh:b")}`);
    expect(credentials("registry.local:5000").basic).toBe(`Basic ${login("lab:c:d")}`);
    for (const other of ["empty.example", "registry.local", "hcr.io"]) {
      expect(credentials(other)).toEqual({
        basic: undefined,
        note: `There is no login for ${other} in ${join(folder, "config.json")}.`,
      });
    }
  });

  it("names the helper that it does not start", () => {
    const credentials = read({
      auths: { "ghcr.io": { auth: login("gh:b") } },
      credsStore: "desktop",
      credHelpers: { "1.dkr.ecr.eu-central-1.amazonaws.com": "ecr-login" },
    });
    expect(credentials("ghcr.io").basic).toBeDefined();
    expect(credentials("quay.io").note).toContain(
      "docker-credential-desktop, which Towpath does not start",
    );
    expect(credentials("1.dkr.ecr.eu-central-1.amazonaws.com").note).toContain(
      "docker-credential-ecr-login",
    );
  });

  it("asks nameless where there is no file", () => {
    const credentials = readCredentials({ DOCKER_CONFIG: join(folder, "none") });
    expect(credentials("ghcr.io").basic).toBeUndefined();
    const home = readCredentials({ HOME: join(folder, "home") });
    expect(home("ghcr.io").note).toContain(join(folder, "home", ".docker", "config.json"));
  });

  it("says what is wrong and never what is in it", () => {
    for (const bad of [
      '{"auths": {"ghcr.io": {"auth": "s3cret',
      { auths: { "ghcr.io": "s3cret" } },
      { auths: ["s3cret"] },
      "[]",
    ]) {
      expect(() => read(bad)).toThrow(/config\.json: (not JSON|found something else)/);
      expect(() => read(bad)).not.toThrow(/s3cret/);
    }
    for (const auth of ["s3cret", login("s3cret"), login(":s3cret"), "a b"]) {
      const credentials = read({ auths: { "ghcr.io": { auth } } });
      expect(() => credentials("ghcr.io")).toThrow(/is not base64 of user:password/);
      expect(() => credentials("ghcr.io")).not.toThrow(/s3cret/);
    }
  });
});
