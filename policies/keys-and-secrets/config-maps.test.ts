import { readFileSync } from "node:fs";
import { ruleCases, UNKNOWN_VALUE } from "../engine/testing";
import { configMaps } from "./config-maps";

const file = (name: string, text: string) => ({
  given: { type: "kubernetes:core/v1:ConfigMap", props: { data: { [name]: text } } },
});

ruleCases(configMaps, {
  compliant: {
    "no data": { given: { type: "kubernetes:core/v1:ConfigMap", props: {} } },
    "a reference": file("app.yaml", "user: app\npassword: ${DB_PASSWORD}\ntoken: $(TOKEN)\n"),
    "an empty value": file("app.ini", 'password =\ntoken = ""\n'),
    "where the secret lies": file("prometheus.yml", "password_file: /run/secrets/password\n"),
    "a program": file("server.js", readFileSync("apps/cli/main.ts", "utf8") + "\ntoken = next"),
    "a table": file("train.csv", "text,label\npassword: hunter2,urgent\n"),
    "a text that a deployment makes": file("app.yaml", UNKNOWN_VALUE),
    "a Secret": {
      given: {
        type: "kubernetes:core/v1:Secret",
        props: { stringData: { "app.yaml": "password: hunter2" } },
      },
    },
  },
  violating: {
    "a password in YAML": {
      ...file("app.yaml", "database:\n  user: app\n  password: hunter2\n"),
      says: /^app\.yaml sets password in plain text; expected a reference/,
    },
    "a token in properties": {
      ...file("app.properties", "api.token=hunter2\n"),
      says: /sets api\.token/,
    },
    "a key in JSON": { ...file("app.json", '{"apiKey":"hunter2"}'), says: /sets apiKey/ },
    "a script": { ...file("start.sh", "export PGPASSWORD=hunter2\nrun\n"), says: /PGPASSWORD/ },
    "a file without an ending": { ...file("pgpass", "password=hunter2"), says: /sets password/ },
  },
  undecided: {
    "data that only a deployment knows": {
      given: { type: "kubernetes:core/v1:ConfigMap", props: { data: UNKNOWN_VALUE } },
    },
  },
});
