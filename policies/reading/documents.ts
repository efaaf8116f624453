import { members, peek, UNKNOWN, type Unknown, unwatched } from "../engine/known";

/** One principal of a statement. */
export interface Principal {
  /** `*` is everybody. */
  readonly kind: "*" | "AWS" | "Service" | "Federated" | "CanonicalUser";
  readonly name: string | Unknown;
}

/** One statement of an IAM document. Where only a deployment knows a value, UNKNOWN stands. */
export interface Statement {
  /** The statement's Sid, or its place: "statement 2". */
  readonly name: string;
  readonly effect: string | Unknown;
  readonly actions: readonly (string | Unknown)[];
  /** NotAction: everything but these. */
  readonly notActions: readonly (string | Unknown)[];
  readonly resources: readonly (string | Unknown)[];
  readonly notResources: readonly (string | Unknown)[];
  readonly principals: readonly Principal[];
  readonly notPrincipals: readonly Principal[];
  /** Operator → key → values. */
  readonly conditions: Readonly<
    Record<string, Readonly<Record<string, readonly (string | Unknown)[]>>>
  >;
}

/** A statement as AWS writes it. */
interface RawStatement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly NotResource?: string | readonly string[];
  readonly Principal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly NotPrincipal?: "*" | Readonly<Record<string, string | readonly string[]>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * The statements of an IAM, trust or resource policy, be it JSON text or, as the platform's components
 * write it, a structure whose texts alone may be unknown. Text that is no JSON has no statements.
 *
 * A resource that is UNKNOWN is one of this stack whose ARN AWS has still to make: something named, not
 * `*`. The update judges the ARN itself.
 */
export function statementsOf(document: unknown): Statement[] {
  if (typeof document !== "object" || document === null) return readStatements(parse(document));
  // A dozen rules read the same documents.
  const key = unwatched(document);
  let statements = READ.get(key);
  if (statements === undefined) {
    statements = readStatements(document);
    READ.set(key, statements);
  }
  return statements;
}

const READ = new WeakMap<object, Statement[]>();

function readStatements(document: unknown): Statement[] {
  const list = (document as { Statement?: RawStatement | readonly RawStatement[] } | undefined)
    ?.Statement;
  if (list === undefined) return [];
  const statements = Array.isArray(list)
    ? (list as readonly RawStatement[])
    : [list as RawStatement];
  return statements.map((raw, index) => {
    const sid = peek(raw, "Sid") ?? UNKNOWN;
    return {
      name: sid === UNKNOWN ? `statement ${index + 1}` : text(sid).toString(),
      effect: text(peek(raw, "Effect") ?? ""),
      actions: texts(raw, "Action"),
      notActions: texts(raw, "NotAction"),
      resources: texts(raw, "Resource"),
      notResources: texts(raw, "NotResource"),
      principals: principals(raw, "Principal"),
      notPrincipals: principals(raw, "NotPrincipal"),
      conditions: conditions(raw),
    };
  });
}

function parse(text: unknown): unknown {
  if (typeof text !== "string") return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A text, a list of texts or nothing, as a list. */
function texts(holder: object, key: string): (string | Unknown)[] {
  const value = peek(holder, key);
  if (value === UNKNOWN) return [UNKNOWN];
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return members(value as readonly unknown[]).map(text);
  return [text(value)];
}

/** IAM takes `false` and `1.2` for their texts. */
function text(value: unknown): string | Unknown {
  return value === UNKNOWN ? UNKNOWN : String(value);
}

function principals(raw: RawStatement, key: "Principal" | "NotPrincipal"): Principal[] {
  const value = peek(raw, key) as RawStatement["Principal"] | Unknown;
  if (value === UNKNOWN) return [{ kind: "AWS", name: UNKNOWN }];
  if (value === undefined) return [];
  if (value === "*") return [{ kind: "*", name: "*" }];
  return Object.keys(value).flatMap((kind) =>
    texts(value, kind).map((name): Principal =>
      name === "*" ? { kind: "*", name } : { kind: kind as "AWS", name },
    ),
  );
}

function conditions(raw: RawStatement): Statement["conditions"] {
  const condition = peek(raw, "Condition") as RawStatement["Condition"] | Unknown;
  if (condition === UNKNOWN || condition === undefined) return {};
  return Object.fromEntries(
    Object.keys(condition).map((operator) => {
      const keys = condition[operator] ?? {};
      return [
        operator,
        Object.fromEntries(Object.keys(keys).map((key) => [key, texts(keys, key)])),
      ];
    }),
  );
}
