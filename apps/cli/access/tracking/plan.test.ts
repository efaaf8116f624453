import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ActualTracking, type Granted, planOf, type Resource, type Step } from "./plan";
import type { TrackingRole, WantedTracking } from "./wanted";

const PEOPLE = ["ada", "bob", "cy", "jobs@a", "jobs@b"];
const TEAMS = ["a", "b"];
const ARTIFACTS = ["m1", "m2", "m3"];

const resourcesOf = (name: string): Resource[] => [
  { type: "experiment", id: `id-${name}`, name },
  { type: "registered_model", id: name, name },
];

const role: fc.Arbitrary<TrackingRole> = fc.record({
  name: fc.constantFrom(...TEAMS.flatMap((team) => [`towpath:${team}:read`, `towpath:${team}:w`])),
  team: fc.constantFrom(...TEAMS),
  permission: fc.constantFrom("READ" as const, "EDIT" as const),
  artifacts: fc.uniqueArray(fc.constantFrom(...ARTIFACTS)),
  members: fc.uniqueArray(fc.constantFrom(...PEOPLE)),
});
const wanted: fc.Arbitrary<WantedTracking> = fc.record({
  users: fc.constant(PEOPLE),
  roles: fc.uniqueArray(role, { selector: ({ name }) => name, maxLength: 4 }),
});

let nextId = 0;
const granted: fc.Arbitrary<Granted> = fc
  .record({
    type: fc.constantFrom("experiment", "registered_model", "prompt"),
    pattern: fc.constantFrom("*", "m1", "id-m1", "id-m2", "id-gone"),
    permission: fc.constantFrom("READ", "EDIT", "MANAGE"),
  })
  .map((one) => ({ ...one, id: nextId++ }));
const roleName = fc.constantFrom("towpath:a:read", "towpath:b:w", "towpath:gone:w", "other");
const actual: fc.Arbitrary<ActualTracking> = fc.record({
  admin: fc.constant("admin"),
  users: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom("admin", "ada", "bob", "jobs@a", "left", "stranger"),
      admin: fc.boolean(),
      roles: fc.uniqueArray(roleName),
      direct: fc.array(granted, { maxLength: 2 }),
    }),
    { selector: ({ name }) => name },
  ),
  roles: fc
    .dictionary(
      roleName.filter((name) => name !== "other"),
      fc.array(granted, { maxLength: 4 }),
    )
    .map((all) => new Map(Object.entries(all))),
  resources: fc
    .uniqueArray(fc.constantFrom(...ARTIFACTS))
    .map((names) => new Map(names.map((name) => [name, resourcesOf(name)]))),
});

/** MLflow in a few lines: it refuses what the real one refuses. */
function after(state: ActualTracking, steps: readonly Step[]): ActualTracking {
  const users = new Map(state.users.map((user) => [user.name, { ...user }]));
  const roles = new Map([...state.roles].map(([name, all]) => [name, [...all]]));
  const userOf = (name: string) => users.get(name) ?? fail(`no user ${name}`);
  const roleOf = (name: string) => roles.get(name) ?? fail(`no role ${name}`);
  for (const step of steps) {
    switch (step.do) {
      case "make-user":
        if (users.has(step.user)) fail(`user ${step.user} exists`);
        users.set(step.user, { name: step.user, admin: false, roles: [], direct: [] });
        break;
      case "remove-user":
        userOf(step.user);
        users.delete(step.user);
        break;
      case "end-admin":
        userOf(step.user).admin = false;
        break;
      case "make-role":
        if (roles.has(step.role)) fail(`role ${step.role} exists`);
        roles.set(step.role, []);
        break;
      case "remove-role":
        roleOf(step.role);
        roles.delete(step.role);
        for (const user of users.values()) {
          user.roles = user.roles.filter((name) => name !== step.role);
        }
        break;
      case "grant": {
        const { type, id } = step.resource;
        roleOf(step.role).push({ id: nextId++, type, pattern: id, permission: step.permission });
        break;
      }
      case "revoke":
        roles.set(
          step.role,
          roleOf(step.role).filter(({ id }) => id !== step.granted.id),
        );
        break;
      case "assign":
        roleOf(step.role);
        if (userOf(step.user).roles.includes(step.role)) fail("assigned already");
        userOf(step.user).roles = [...userOf(step.user).roles, step.role];
        break;
      case "unassign":
        userOf(step.user).roles = userOf(step.user).roles.filter((name) => name !== step.role);
        break;
      case "revoke-direct": {
        const user = userOf(step.user);
        user.direct = user.direct.filter(({ id }) => id !== step.granted.id);
        break;
      }
    }
  }
  return { ...state, users: [...users.values()], roles };
}

function fail(message: string): never {
  throw new Error(message);
}

/** Whoever holds one of its roles has it in MLflow too: assigned roles exist. */
const consistent = (state: ActualTracking): ActualTracking => ({
  ...state,
  users: state.users.map((user) => ({
    ...user,
    roles: user.roles.filter((name) => name === "other" || state.roles.has(name)),
  })),
});

describe("the plan", () => {
  it("makes MLflow what the matrix says, in an order that works, and has nothing to do then", () => {
    fc.assert(
      fc.property(wanted, actual, (want, is) => {
        const before = consistent(is);
        const plan = planOf(want, before);
        const end = after(before, plan.steps);
        expect(planOf(want, end).steps).toEqual([]);
        // Zero extra rights: of the platform's roles, members and permissions are exactly these.
        for (const { name, members, permission, artifacts } of want.roles) {
          const holders = end.users.filter(({ roles }) => roles.includes(name));
          expect(
            holders
              .map((user) => user.name)
              .filter((who) => who !== "admin")
              .sort(),
          ).toEqual([...members].sort());
          const there = artifacts.flatMap((artifact) => end.resources.get(artifact) ?? []);
          expect(new Set(end.roles.get(name)?.map((one) => `${one.type} ${one.pattern}`))).toEqual(
            new Set(there.map(({ type, id }) => `${type} ${id}`)),
          );
          expect(end.roles.get(name)?.every((one) => one.permission === permission)).toBe(true);
        }
        for (const user of end.users) {
          if (!PEOPLE.includes(user.name)) continue;
          expect(user.admin).toBe(false);
          if (!user.name.startsWith("jobs@")) expect(user.direct).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("touches neither the admin nor strangers, and names the latter", () => {
    const is: ActualTracking = {
      admin: "admin",
      users: [
        { name: "admin", admin: true, roles: [], direct: [] },
        { name: "eve", admin: true, roles: ["other"], direct: [] },
      ],
      roles: new Map(),
      resources: new Map(),
    };
    const plan = planOf({ users: [], roles: [] }, is);
    expect(plan).toEqual({ steps: [], strangers: [{ name: "eve", admin: true }], missing: [] });
  });

  it("takes away before it gives", () => {
    const is: ActualTracking = {
      admin: "admin",
      users: [{ name: "ada", admin: true, roles: ["towpath:a:w"], direct: [] }],
      roles: new Map([["towpath:a:w", []]]),
      resources: new Map([["m1", resourcesOf("m1")]]),
    };
    const roles: TrackingRole[] = [
      { name: "towpath:a:w", team: "a", permission: "EDIT", artifacts: ["m1"], members: ["bob"] },
    ];
    const plan = planOf({ users: ["ada", "bob"], roles }, is);
    expect(plan.steps.map((step) => step.do)).toEqual([
      ...["end-admin", "unassign", "make-user", "grant", "grant", "assign"],
    ]);
  });
});
