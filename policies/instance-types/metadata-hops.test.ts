import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesMetadataHops } from "./metadata-hops";

const type = "aws:ec2/launchTemplate:LaunchTemplate";
const template = (metadataOptions: unknown) => ({ given: { type, props: { metadataOptions } } });

ruleCases(instanceTypesMetadataHops, {
  compliant: {
    "one hop": template({ httpTokens: "required", httpPutResponseHopLimit: 1 }),
    "no metadata at all": template({ httpEndpoint: "disabled" }),
    "an instance of a template": {
      given: { type: "aws:ec2/instance:Instance", props: { launchTemplate: UNKNOWN_VALUE } },
    },
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a request for spot capacity": {
      given: { type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest", props: {} },
      says: /left to the image/,
    },
    "two hops": {
      ...template({ httpTokens: "required", httpPutResponseHopLimit: 2 }),
      says: /httpPutResponseHopLimit is 2; expected 1\. Set it/,
    },
    "the image's choice": { ...template({ httpTokens: "required" }), says: /may say 2/ },
    "a template that says nothing": { given: { type, props: {} }, says: /left to the image/ },
  },
  undecided: {
    "a value that only a deployment knows": template({ httpPutResponseHopLimit: UNKNOWN_VALUE }),
  },
});
