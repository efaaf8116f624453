import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageSchema } from "../../../components/config/images";
import { isSafe, parseRepository } from "./address";

describe("parseRepository", () => {
  it.each([
    ["ghcr.io/mlflow/mlflow", "ghcr.io", "https://ghcr.io", "mlflow/mlflow"],
    ["docker.io/library/postgres", "docker.io", "https://registry-1.docker.io", "library/postgres"],
    ["docker.io/postgres", "docker.io", "https://registry-1.docker.io", "library/postgres"],
    ["index.docker.io/a/b", "index.docker.io", "https://registry-1.docker.io", "a/b"],
    ["registry.local:5000/x", "registry.local:5000", "https://registry.local:5000", "x"],
    ["localhost:5000/x", "localhost:5000", "http://localhost:5000", "x"],
    ["127.0.0.1:5000/x/y", "127.0.0.1:5000", "http://127.0.0.1:5000", "x/y"],
    // Only looks like this machine.
    ["localhost.example.com/x", "localhost.example.com", "https://localhost.example.com", "x"],
  ])("%s", (repository, registry, origin, name) => {
    expect(parseRepository(repository)).toEqual({ registry, origin, name });
  });

  it("asks a registry and a path of everything", () => {
    for (const bad of ["mlflow", "/mlflow", "ghcr.io/"]) {
      expect(() => parseRepository(bad)).toThrow(/expected a registry and a path/);
    }
  });

  it("gives an address that requests can go to, for whatever images.yaml may say", () => {
    const label = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
    const host = fc.oneof(
      fc
        .array(label, { minLength: 2, maxLength: 4 })
        .map((labels) => `${labels.join(".")}.example`),
      fc.constantFrom("localhost", "127.0.0.1", "docker.io"),
    );
    const port = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined });
    const path = fc.array(fc.stringMatching(/^[a-z0-9]+([._-][a-z0-9]+){0,2}$/), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(host, port, path, (name, number, parts) => {
        const registry = number === undefined ? name : `${name}:${number}`;
        const repository = `${registry}/${parts.join("/")}`;
        expect(imageSchema.shape.repository.safeParse(repository).success).toBe(true);
        const address = parseRepository(repository);
        const url = new URL(`${address.origin}/v2/${address.name}/manifests/v1`);
        expect(isSafe(url)).toBe(true);
        expect(url.pathname).toBe(`/v2/${address.name}/manifests/v1`);
        if (registry !== "docker.io")
          expect(`${address.registry}/${address.name}`).toBe(repository);
      }),
    );
  });
});
