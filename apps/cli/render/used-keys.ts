import { isMap, type Json } from "../preview/wire";
import type { Manifest } from "./manifest";

/** Key of a field that refers to another object → the kind it means, and the field that names it. */
export const REFERENCES: Readonly<
  Record<string, { readonly kind: string; readonly field: string }>
> = {
  configMap: { kind: "ConfigMap", field: "name" },
  configMapKeyRef: { kind: "ConfigMap", field: "name" },
  configMapRef: { kind: "ConfigMap", field: "name" },
  persistentVolumeClaim: { kind: "PersistentVolumeClaim", field: "claimName" },
  secret: { kind: "Secret", field: "secretName" },
  secretKeyRef: { kind: "Secret", field: "name" },
  secretRef: { kind: "Secret", field: "name" },
};

/** One place where an object names another of its namespace. */
export interface Reference {
  readonly kind: string;
  readonly name: string;
  /** The keys of its data that are asked for; none where all are. */
  readonly keys: readonly string[];
  /** It may be missing. */
  readonly optional: boolean;
}

/** What an object's pods refer to. */
export function referencesOf(object: Manifest): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (value: Json | undefined, key: string) => {
    if (Array.isArray(value)) for (const one of value as readonly Json[]) visit(one, "");
    if (!isMap(value)) return;
    const reference = REFERENCES[key];
    // A projected volume names a Secret by `name`, a volume of its own by `secretName`.
    const name = reference && (value[reference.field] ?? value.name);
    if (reference !== undefined && typeof name === "string") {
      const items = Array.isArray(value.items) ? (value.items as readonly Json[]) : [];
      const keys = [value, ...items.filter(isMap)].flatMap((one) =>
        typeof one.key === "string" ? [one.key] : [],
      );
      found.push({ kind: reference.kind, name, keys, optional: value.optional === true });
    }
    if (Array.isArray(value.containers) && typeof value.serviceAccountName === "string") {
      const name = value.serviceAccountName;
      found.push({ kind: "ServiceAccount", name, keys: [], optional: false });
    }
    for (const [field, inner] of Object.entries(value)) visit(inner, field);
  };
  visit(object.spec, "");
  return found;
}

/** `kind namespace/name` of what is referred to → the keys of its data that are asked for. */
export function usedKeys(objects: readonly Manifest[]): ReadonlyMap<string, readonly string[]> {
  const used = new Map<string, Set<string>>();
  for (const object of objects) {
    for (const { kind, name, keys } of referencesOf(object)) {
      const title = `${kind} ${object.metadata.namespace ?? ""}/${name}`;
      const all = used.get(title) ?? new Set<string>();
      for (const key of keys) all.add(key);
      used.set(title, all);
    }
  }
  return new Map([...used].map(([title, keys]) => [title, [...keys].sort()]));
}
