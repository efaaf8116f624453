import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { envValues } from "./env-values";

const type = "kubernetes:apps/v1:Deployment";
const workload = (...env: readonly object[]) => ({
  type,
  props: { spec: { template: { spec: { containers: [{ name: "web", env }] } } } },
});
const variable = (value: unknown, name = "DATABASE_PASSWORD") => ({ name, value });

ruleCases(envValues, {
  compliant: {
    "a reference to a Secret": {
      given: workload({
        name: "DATABASE_PASSWORD",
        valueFrom: { secretKeyRef: { name: UNKNOWN_VALUE, key: "password" } },
      }),
    },
    "another variable": { given: workload(variable("$(MASTER_PASSWORD)")) },
    "nothing at all": { given: workload(variable("")) },
    "where the secret lies": {
      given: workload(variable("/run/secrets/token", "TOKEN_FILE")),
    },
    "no secret": { given: workload(variable("info", "LOG_LEVEL")) },
    "a workload without pods": { given: { type, props: {} } },
    "another type": { given: { type: "kubernetes:core/v1:Service", props: {} } },
  },
  violating: {
    "a password": {
      given: workload(variable("hunter2")),
      says: /^container "web" gets DATABASE_PASSWORD as a plain value; expected valueFrom/,
    },
    "one that only a deployment knows": {
      given: workload(variable(UNKNOWN_VALUE)),
      says: /plain value/,
    },
    "a key of a CronJob that starts first": {
      given: {
        type: "kubernetes:batch/v1:CronJob",
        props: {
          spec: {
            jobTemplate: {
              spec: {
                template: {
                  spec: {
                    initContainers: [
                      { name: "init", env: [variable("abc", "AWS_SECRET_ACCESS_KEY")] },
                    ],
                  },
                },
              },
            },
          },
        },
      },
      says: /^container "init" gets AWS_SECRET_ACCESS_KEY/,
    },
  },
  undecided: {
    "pods that only a deployment knows": { given: { type, props: { spec: UNKNOWN_VALUE } } },
  },
});
