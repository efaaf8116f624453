import { isSecretKey } from "../../components/config/secret-literals";
import { known, members, UNKNOWN, type Unknown } from "../engine/known";
import { type Container, containerName, eachContainer, type Probe } from "../reading/pods";
import { podRule } from "../reading/pod-rule";
import { isPlain, plainKeys } from "./plain-values";

/** A shell takes the text behind it as a script. */
const SHELL = /(?:^|\/)(?:ba|da|k|z|a)?sh$/;

/** `--password`, whose value is the next argument. */
const FLAG = /^--?([A-Za-z][\w.-]*)$/;

/** Arguments are shown by `ps`, by the kubelet and in every crash report. */
export const secretArguments = podRule({
  id: "keys-and-secrets-arguments",
  checks: ["SEC-1"],
  severity: "critical",
  level: "always",
  exemptible: "no",
  controls: ["NSA C-0012"],
  description: "No container gets a secret as an argument of its command, its probes or its hooks.",
  why: "Everybody who may read Deployments may read it, and on the node every process sees the arguments of the others. They end in logs and crash reports.",
  remediation:
    "Put the value into a Secret, give it as a variable with `valueFrom: { secretKeyRef }`, and name that as `$(NAME)` in the argument; better still let the program read the variable or a file.",
  check: ({ spec }, report) => {
    eachContainer(spec, (container) => {
      for (const words of commandsOf(container)) {
        for (const name of secretsIn(words)) {
          report(
            `${containerName(container)} gets ${name} in plain text as an argument; expected a reference such as $(NAME). Put it into a Secret.`,
          );
        }
      }
    });
  },
});

/**
 * `command` and `args` are one list to the kernel. As for `keys-and-secrets-literals`, what only a
 * deployment knows was typed by nobody; the update judges it when it is known.
 */
function commandsOf(container: Container): (readonly (string | Unknown)[])[] {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container;
  const hooks = [lifecycle?.postStart, lifecycle?.preStop] satisfies (Probe | undefined)[];
  return [
    [...wordsOf(() => container.command), ...wordsOf(() => container.args)],
    ...[livenessProbe, readinessProbe, startupProbe, ...hooks].map((probe) =>
      wordsOf(() => probe?.exec?.command),
    ),
  ];
}

function wordsOf(read: () => readonly string[] | undefined): readonly (string | Unknown)[] {
  const words = known(read);
  return words === UNKNOWN ? [UNKNOWN] : members(words ?? []);
}

/** The names under which some words of a command give a secret. */
function secretsIn(words: readonly (string | Unknown)[]): readonly string[] {
  const found = new Set<string>();
  let shell = false;
  for (const [index, word] of words.entries()) {
    // Parts of a text that a deployment makes are not seen before it.
    if (word === UNKNOWN) continue;
    const script = /\s/.test(word);
    for (const key of plainKeys(word, script && !shell ? "code" : "shell")) found.add(key);
    shell ||= SHELL.test(word);
    const flag = FLAG.exec(word)?.[1];
    const next = words[index + 1];
    if (flag === undefined || next === undefined || !isSecretKey(flag)) continue;
    if (next === UNKNOWN || (!next.startsWith("-") && isPlain(flag, next))) found.add(flag);
  }
  return [...found];
}
