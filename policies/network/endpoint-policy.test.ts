import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { networkEndpointPolicy } from "./endpoint-policy";

const type = "aws:ec2/vpcEndpoint:VpcEndpoint";
const all = { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" };
const endpoint = (policy?: unknown) => ({
  given: { type, props: policy === undefined ? {} : { policy } },
});
const document = (...Statement: object[]) => JSON.stringify({ Version: "2012-10-17", Statement });

ruleCases(networkEndpointPolicy, {
  compliant: {
    "no policy": endpoint(),
    "one account's principals": endpoint(
      document({ ...all, Condition: { StringEquals: { "aws:PrincipalAccount": "111122223333" } } }),
    ),
    "one bucket": endpoint(document({ ...all, Resource: "arn:aws:s3:::data/*" })),
    "a bucket of this stack": endpoint({ Statement: [{ ...all, Resource: UNKNOWN_VALUE }] }),
    "another type of resource": {
      given: { type: "aws:ec2/vpc:Vpc", props: { policy: document(all) } },
    },
  },
  violating: {
    everything: { ...endpoint(document(all)), says: /^statement 1 of the policy allows everybody/ },
    "everything by name": {
      ...endpoint({ Statement: [{ ...all, Sid: "Open", Principal: { AWS: "*" } }] }),
      says: /^Open of the policy/,
    },
  },
  undecided: { "a policy that only a deployment knows": endpoint(UNKNOWN_VALUE) },
});
