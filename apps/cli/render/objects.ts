import type { Registration } from "../preview/registration";
import { isMap, type Json, sortKeys, UNKNOWN, unmark } from "../preview/wire";
import { metadataOf } from "./answers";
import { inside, type Manifest } from "./manifest";
import type { Placeholders } from "./placeholders";

/** Fields of pods that are lists of texts, also where they are unknown as a whole. */
const LISTS: ReadonlySet<string> = new Set(["command", "args"]);
/** What the provider of Pulumi reads and the cluster does not need. */
const PULUMI_ANNOTATION = "pulumi.com/";

/** Closes what a program left open in an object, one object at a time. */
export class ObjectMaker {
  /**
   * @param placeholders gets what no output's placeholder stands for
   * @param isSecret does a text hold a secret that is not marked where it stands?
   */
  constructor(
    private readonly placeholders: Placeholders,
    private readonly isSecret: (text: string) => boolean,
  ) {}

  /**
   * The object that a resource registers, its keys in order. What is unknown is a placeholder named
   * after the field; `command` and `args` are a list of one. Data of a Secret is never passed on:
   * each key has a placeholder.
   * @param keys of the data, where the whole of it is unknown
   */
  make(registration: Registration, keys: readonly string[]): Manifest {
    const { inputs } = registration;
    const kind = textOf(inputs.kind);
    const { apiVersion, kind: _kind, metadata: _metadata, status: _status, ...rest } = inputs;
    const about = { registration, title: [kind, registration.name] };
    const metadata = this.close(metadataOf(registration), "metadata", about, false);
    const fields =
      kind === "Secret"
        ? this.secretFields(rest, keys, about)
        : mapFields(rest, (value, key) =>
            key === "data" && unmark(value).value === UNKNOWN
              ? this.dataOf(keys, key, about, false)
              : this.close(value, key, about, false),
          );
    return {
      apiVersion: textOf(apiVersion),
      kind,
      metadata: withoutPulumi(metadata) as Manifest["metadata"],
      ...sortKeys(fields),
    };
  }

  /** `data` would have to be base64; the API takes `stringData` as it is. */
  private secretFields(
    { data, stringData, ...rest }: Readonly<Record<string, Json>>,
    keys: readonly string[],
    about: About,
  ): Record<string, Json> {
    const known = [data, stringData].flatMap((value) => {
      const map = value === undefined ? undefined : unmark(value).value;
      return isMap(map) ? Object.keys(map) : [];
    });
    const all = [...new Set([...known, ...keys])].sort();
    return {
      ...mapFields(rest, (value, key) => this.close(value, key, about, false)),
      stringData: this.dataOf(all, "stringData", about, true),
    };
  }

  private dataOf(keys: readonly string[], field: string, about: About, secret: boolean): Json {
    return Object.fromEntries(
      keys.map((key) => [key, this.placeholder(inside(field, key), key, about, secret)]),
    );
  }

  /** @param path the field's @param secret is it inside of something secret? */
  private close(marked: Json, path: string, about: About, secret: boolean): Json {
    const { value, secret: marks } = unmark(marked);
    const hidden = secret || marks;
    const key = /[^.[\]"]+(?="?\]?$)/.exec(path)?.[0] ?? path;
    if (Array.isArray(value)) {
      return (value as readonly Json[]).map((one, at) =>
        this.close(one, `${path}[${at}]`, about, hidden),
      );
    }
    if (isMap(value)) {
      return sortKeys(
        mapFields(value, (one, name) => this.close(one, inside(path, name), about, hidden)),
      );
    }
    const open =
      typeof value === "string" && (value.includes(UNKNOWN) || (!hidden && this.isSecret(value)));
    if (!open && !hidden) return value;
    const placeholder = this.placeholder(path, key, about, hidden || value !== UNKNOWN);
    return LISTS.has(key) ? [placeholder] : placeholder;
  }

  private placeholder(
    path: string,
    key: string,
    { registration, title }: About,
    secret: boolean,
  ): string {
    const property = /^[\w-]+/.exec(path)?.[0] ?? path;
    const madeOf = registration.propertyDependencies[property] ?? [];
    const { urn } = registration;
    return this.placeholders.ofField([...title, key], { urn, path, madeOf }, secret);
  }
}

/** What is rendered has these; render.ts passes over the rest. */
const textOf = (value: Json | undefined) => (typeof value === "string" ? value : "");

interface About {
  readonly registration: Registration;
  /** Kind and name, for placeholders. */
  readonly title: readonly string[];
}

function mapFields(
  map: Readonly<Record<string, Json>>,
  change: (value: Json, key: string) => Json,
): Record<string, Json> {
  return Object.fromEntries(Object.entries(map).map(([key, one]) => [key, change(one, key)]));
}

function withoutPulumi(metadata: Json): Json {
  if (!isMap(metadata) || !isMap(metadata.annotations)) return metadata;
  const annotations = Object.fromEntries(
    Object.entries(metadata.annotations).filter(([key]) => !key.startsWith(PULUMI_ANNOTATION)),
  );
  const { annotations: _all, ...rest } = metadata;
  return Object.keys(annotations).length === 0 ? rest : sortKeys({ ...rest, annotations });
}
