import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { secretArguments } from "./arguments";

const type = "kubernetes:apps/v1:Deployment";
const container = (props: object) => ({
  given: {
    type,
    props: { spec: { template: { spec: { containers: [{ name: "web", ...props }] } } } },
  },
});
const args = (...words: readonly string[]) => container({ args: words });
const script = (text: string) => container({ command: ["/bin/sh", "-c"], args: [text] });

ruleCases(secretArguments, {
  compliant: {
    "no arguments": container({}),
    "another variable": args("--password=$(DATABASE_PASSWORD)", "--token", "$(TOKEN)"),
    "a variable of the shell": script('PGPASSWORD="$PASSWORD" psql --host db'),
    "an empty value": args("--password=", "--token", "--verbose"),
    "where the secret lies": args("--token-file=/run/a/token", "--password=/run/secrets/password"),
    "the name of a Secret": args("--secret=gateway-certificate"),
    "a program that reads its environment": container({
      command: ["python", "-c", 'password = os.environ["PASSWORD"]\nconnect(token=password)\n'],
    }),
    "a text of which a part is made later": args("--uri", UNKNOWN_VALUE),
    "a command that a deployment makes": container({ command: UNKNOWN_VALUE }),
    "another type": { given: { type: "kubernetes:core/v1:Service", props: {} } },
  },
  violating: {
    "a flag with its value": {
      ...args("--host=db", "--password=hunter2"),
      says: /^container "web" gets password in plain text as an argument; expected a reference/,
    },
    "a flag before its value": { ...args("--api-token", "hunter2"), says: /gets api-token/ },
    "a flag before a value that a deployment makes": {
      ...args("--password", UNKNOWN_VALUE),
      says: /gets password/,
    },
    "a variable before the program": {
      ...container({ command: ["env", "PGPASSWORD=hunter2", "psql"] }),
      says: /gets PGPASSWORD/,
    },
    "a script": { ...script("export TOKEN=hunter2 && run"), says: /gets TOKEN/ },
    "a script's flag": { ...script("psql --password hunter2"), says: /gets password/ },
    "a program's text": {
      ...container({ command: ["python", "-c", 'connect("db", password="hunter2")'] }),
      says: /gets password/,
    },
    "a probe": {
      ...container({ livenessProbe: { exec: { command: ["ping", "--password=hunter2"] } } }),
      says: /gets password/,
    },
    "a hook": {
      ...container({ lifecycle: { preStop: { exec: { command: ["bye", "--token=hunter2"] } } } }),
      says: /gets token/,
    },
  },
  undecided: {
    "pods that only a deployment knows": { given: { type, props: { spec: UNKNOWN_VALUE } } },
  },
});
