import { contextOf, ruleCases } from "../engine/testing";
import { surfaces } from "./surfaces";
import { STACK } from "./testing";

const { stacks } = contextOf();
const service = stacks.services["support-triage"];
if (service === undefined) throw new Error("the example service is gone");

/** The shipped surfaces without one. */
function lacking(surface: string) {
  const { [surface]: _left, ...others } = stacks.ownership.surfaces;
  return { stacks: { ...stacks, ownership: { ...stacks.ownership, surfaces: others } } };
}

const chat = { stacks: { ...stacks, services: { ...stacks.services, chat: service } } };

ruleCases(surfaces, {
  compliant: {
    "the shipped surfaces": { given: STACK },
    "fewer where fewer are configured": {
      given: STACK,
      config: { surfaces: [] },
      context: lacking("retention"),
    },
  },
  violating: {
    "a duty that nobody has": {
      given: STACK,
      context: lacking("restore-from-backup"),
      says: /^stacks\/ownership\.yaml names nobody for restore-from-backup; expected owner/,
    },
    "an endpoint that nobody answers for": {
      given: STACK,
      context: chat,
      says: /names nobody for chat-endpoint;/,
    },
    "a duty of one's own": {
      given: STACK,
      config: { surfaces: ["on-call"] },
      says: /names nobody for on-call;/,
    },
  },
});
