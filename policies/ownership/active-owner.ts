import type { Ownership } from "../../components/config/ownership";
import { resourceRule } from "../engine/rule";
import type { Subject } from "../engine/subject";
import { type Metadata, podsOf, WORKLOADS } from "../reading/pods";
import { type TaggedProps, tagReader } from "../reading/tags";
import { takesTags } from "../tagging/taggable";

/** What names an owner: tags, labels, or a component's own input. */
interface OwnedProps extends TaggedProps {
  readonly metadata?: Metadata;
  readonly owner?: string;
}

/** Components that take an owner of their own. Others pass one on as tags and labels. */
const OWNED_COMPONENTS = ["towpath:serving:ModelService"];

/** What is owned and paid for, somebody still there owns and pays for. */
export const activeOwner = resourceRule<OwnedProps>({
  id: "ownership-active-owner",
  checks: ["TAG-1"],
  severity: "high",
  level: "posture",
  description:
    "Whatever names an owner or a cost center names an active owner of stacks/ownership.yaml.",
  why: "An alert, a bill or a question goes to a group that has been dissolved, or never existed, and nobody answers.",
  remediation:
    "Use an active key of `owners` in stacks/ownership.yaml for the tags `towpath:owner` and `towpath:cost-center`, the labels `towpath.dev/owner` and `towpath.dev/cost-center`, and ModelService's `owner`. Add the owner there first when it is new.",
  types: "every",
  check: (resource, report, { stacks: { ownership } }) => {
    for (const { place, owner } of namedBy(resource)) {
      const problem = owner === undefined ? undefined : problemOf(owner, ownership);
      if (problem !== undefined) report(`Its ${place} is "${owner ?? ""}", ${problem}`);
    }
  },
});

interface Named {
  readonly place: string;
  readonly owner: string | undefined;
}

function namedBy(resource: Subject<OwnedProps>): readonly Named[] {
  const { props, type } = resource;
  if (type.startsWith("aws:")) {
    if (!takesTags(type)) return [];
    const read = tagReader(resource);
    return ["towpath:owner", "towpath:cost-center"].map((key) => ({
      place: `tag ${key}`,
      owner: read(key),
    }));
  }
  if (type.startsWith("kubernetes:")) {
    return labelled(resource);
  }
  return OWNED_COMPONENTS.includes(type) ? [{ place: "owner", owner: props.owner }] : [];
}

/** An object's labels, and those of the pods that it makes where they name somebody else. */
function labelled(resource: Subject<OwnedProps>): readonly Named[] {
  const own = resource.props.metadata?.labels;
  const pods = (WORKLOADS as readonly string[]).includes(resource.type)
    ? podsOf(resource)?.metadata?.labels
    : undefined;
  return ["towpath.dev/owner", "towpath.dev/cost-center"].flatMap((key) => {
    const owner = own?.[key];
    const theirs = pods?.[key];
    const named = [{ place: `label ${key}`, owner }];
    return theirs === owner ? named : [...named, { place: `pods' label ${key}`, owner: theirs }];
  });
}

function problemOf(owner: string, { owners }: Ownership): string | undefined {
  const found = Object.hasOwn(owners, owner) ? owners[owner] : undefined;
  if (found?.status === "active") return undefined;
  const active = Object.keys(owners).filter((name) => owners[name]?.status === "active");
  const state =
    found === undefined ? "which stacks/ownership.yaml does not know" : "which is retired";
  return `${state}; expected an active owner: ${active.join(", ")}. Name one of them, or add the owner to stacks/ownership.yaml first.`;
}
