import Module from "node:module";

interface Loader {
  _load(request: string, parent: unknown, isMain: boolean): unknown;
}

/**
 * What the SDK loads at its start and a preview seldom needs: npm's dependency tree, to serialize
 * functions with their packages, and the automation API. They are loaded when somebody asks for them.
 */
const LATER: readonly RegExp[] = [/^@npmcli\/arborist$/, /^\.\/automation$/];

/**
 * What a policy pack's entry point loads besides, and a pack that is compiled already never uses:
 * TypeScript and ts-node, to compile it; the inspector, to serialize functions.
 */
const UNUSED_BY_PACKS: readonly (readonly [RegExp, unknown])[] = [
  [/(?:^|\/)ts-node$/, { register: () => undefined, VERSION: "left out" }],
  // Its version alone is read: it decides which options ts-node would get.
  [/^typescript$/, { version: "5.0.0" }],
  [/\/runtime\/closure\/v8Hooks$/, { isInitializedAsync: () => Promise.resolve() }],
];

/** Does so. To be called before an entry point is loaded. @param pack whether it runs a compiled pack */
export function leaveOutUnused(pack: boolean): void {
  const loader = Module as unknown as Loader;
  // Called below with the module system as `this`.
  // eslint-disable-next-line @typescript-eslint/unbound-method
  const original = loader._load;
  loader._load = function (request, parent, isMain) {
    const load = () => original.call(loader, request, parent, isMain);
    const unused = pack ? UNUSED_BY_PACKS.find(([name]) => name.test(request)) : undefined;
    if (unused !== undefined) return unused[1];
    return LATER.some((name) => name.test(request)) ? whenAsked(load) : load();
  };
}

/** A module that is loaded when one of its exports is looked at. */
function whenAsked(load: () => unknown): object {
  let loaded: object | undefined;
  const exports = () => (loaded ??= load() as object);
  return new Proxy(
    {},
    {
      // Compiled imports ask that first, and would copy every export of what says no.
      get: (_target, key) =>
        key === "__esModule" ? true : (Reflect.get(exports(), key) as unknown),
      has: (_target, key) => Reflect.has(exports(), key),
    },
  );
}
