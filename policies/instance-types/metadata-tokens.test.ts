import type { Properties } from "../engine/subject";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { instanceTypesMetadataTokens } from "./metadata-tokens";

const template = (metadataOptions?: Properties) => ({
  given: {
    type: "aws:ec2/launchTemplate:LaunchTemplate",
    props: metadataOptions === undefined ? {} : { metadataOptions },
  },
});
const instance = (props: Properties) => ({ given: { type: "aws:ec2/instance:Instance", props } });

ruleCases(instanceTypesMetadataTokens, {
  compliant: {
    "a template that asks for a token": template({ httpTokens: "required" }),
    "no metadata at all": template({ httpEndpoint: "disabled" }),
    "an instance of a template": instance({ launchTemplate: { id: UNKNOWN_VALUE } }),
    "another type of resource": { given: { type: "aws:ec2/vpc:Vpc" } },
  },
  violating: {
    "a request for spot capacity": {
      given: { type: "aws:ec2/spotInstanceRequest:SpotInstanceRequest", props: {} },
      says: /left to the image/,
    },
    "a template that says nothing": {
      ...template(),
      says: /httpTokens is left to the image; expected required\. Set it/,
    },
    "tokens for those who like": { ...template({ httpTokens: "optional" }), says: /is optional/ },
    "an instance that says nothing": { ...instance({}), says: /left to the image/ },
    "an instance that undoes its template": {
      ...instance({ launchTemplate: {}, metadataOptions: { httpTokens: "optional" } }),
      says: /is optional/,
    },
    "the account's default": {
      given: {
        type: "aws:ec2/instanceMetadataDefaults:InstanceMetadataDefaults",
        props: { httpTokens: "optional" },
      },
      says: /is optional/,
    },
  },
  undecided: { "a value that only a deployment knows": template({ httpTokens: UNKNOWN_VALUE }) },
});
