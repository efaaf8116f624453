import { join } from "node:path";
import { type Images, openImages } from "../../../components/config/images";
import { InputError, RefusedError } from "../../../lib/errors";
import { didYouMean } from "../../../lib/nearest";
import type { YamlFile } from "../../../lib/yaml-file";
import { text, type CommandModule } from "../command";
import type { Context } from "../context";
import { checkImages } from "../images/check";
import { readCredentials } from "../images/credentials";
import { withDigests } from "../images/edit";
import { changes, chooseImages, type Pin, resolvePins } from "../images/pin";
import { RegistryClient } from "../images/registry";
import { checkAnswer, checkLine, pinAnswer, pinLines } from "../images/show";
import { during } from "../output";
import { saveFile } from "../../../lib/save-file";

/** Seconds that one request to a registry may take. */
const DEFAULT_TIMEOUT_S = 20;
/** Longest pause that a busy registry may ask for, in milliseconds. */
const MAX_PAUSE_MS = 30_000;

const ACTIONS = ["pin", "check"] as const;

/** A status of {@link checkImages} → what a person can do about it. */
const WHAT_TO_DO = {
  moved:
    "Look at what changed upstream; `npx towpath images pin NAME` takes what the tag stands for now.",
  gone: "Choose a tag that is there in stacks/images.yaml, and run `npx towpath images pin NAME`.",
  unresolved: "`npx towpath images pin` resolves what has no digest.",
};

export const images: CommandModule = {
  usage: "images <action> [names...]",
  summary: "pin: write digests from the registries; check: which tags moved since",
  example: "npx towpath images pin mlflow --dry-run",
  options: (command) => {
    command
      .option("--all", "pin: ask again for images that have a digest")
      .option("--dry-run", "pin: say what would be written, and write nothing")
      .option("--timeout <seconds>", "how long one request may take", String(DEFAULT_TIMEOUT_S));
  },
  run: async (context, [action, ...operands], options) => {
    const names = operands.filter((name) => name !== undefined);
    const client = new RegistryClient(readCredentials(context.env), {
      timeoutMs: seconds(text(options, "timeout")) * 1000,
      maxPauseMs: MAX_PAUSE_MS,
    });
    const [all, dryRun] = [options.all === true, options.dryRun === true];
    if (action === "pin") return pin(context, client, names, { all, dryRun });
    if (action !== "check") {
      throw new InputError(
        `images: found "${action ?? ""}"${didYouMean(action ?? "", ACTIONS)}; expected one of ${ACTIONS.join(", ")}`,
      );
    }
    if (all || dryRun) {
      throw new InputError(
        "images check: found --all or --dry-run; expected neither, it only reads",
      );
    }
    return check(context, client, names);
  },
};

async function pin(
  { paths, report, now }: Context,
  client: RegistryClient,
  names: readonly string[],
  { all, dryRun }: { all: boolean; dryRun: boolean },
): Promise<number> {
  const file = openImages(paths.root);
  const chosen = chooseImages(file.value, names, all);
  const number = Object.keys(chosen).length;
  const pins =
    number === 0
      ? []
      : await during(
          report,
          `Resolve ${count(number)}`,
          () => resolvePins(client, chosen),
          (all) =>
            `${all.filter(({ result }) => result !== "failed").length} of ${number} answered`,
        );
  for (const line of pins.flatMap(pinLines)) report.line(line);
  const changed = changes(pins);
  if (changed.length > 0 && !dryRun) write(paths.root, file, pins, now());
  report.line(verdict(changed.length, number, dryRun));
  report.result({
    file: file.file,
    written: changed.length > 0 && !dryRun,
    images: pins.map(pinAnswer),
  });
  const failed = pins.filter((one) => one.result === "failed");
  for (const { name, message, hint } of failed) report.refuse(`${name}: ${message}`, hint);
  return failed.length > 0 ? 1 : 0;
}

/** @throws RefusedError when somebody has changed the file meanwhile */
function write(root: string, file: YamlFile<Images>, pins: readonly Pin[], now: Date): void {
  const written = withDigests(file, pins, now.toISOString().slice(0, 10));
  if (openImages(root).text !== file.text) {
    throw new RefusedError(
      `${file.file} changed while its digests were resolved; nothing was written`,
      {
        hint: "Run the command again.",
      },
    );
  }
  saveFile(join(root, file.file), written);
}

async function check(
  { paths, report }: Context,
  client: RegistryClient,
  names: readonly string[],
): Promise<number> {
  const { value, file } = openImages(paths.root);
  const chosen = chooseImages(value, names, names.length === 0);
  const checks = await during(
    report,
    `Check ${count(Object.keys(chosen).length)}`,
    () => checkImages(client, chosen),
    (all) => `${all.filter(({ status }) => status === "ok").length} of ${all.length} as pinned`,
  );
  const wrong = checks.filter(({ status }) => status !== "ok");
  report.result({ file, ok: wrong.length === 0, images: checks.map(checkAnswer) });
  for (const one of checks) report.line(checkLine(one));
  for (const one of wrong) {
    if (one.status === "unknown") report.refuse(`${one.name}: ${one.message}`, one.hint);
  }
  for (const [status, hint] of Object.entries(WHAT_TO_DO)) {
    const names = wrong.filter((one) => one.status === status).map(({ name }) => name);
    if (names.length > 0) report.refuse(`${status}: ${names.join(", ")}`, hint);
  }
  return wrong.length > 0 ? 1 : 0;
}

function verdict(changed: number, chosen: number, dryRun: boolean): string {
  if (chosen === 0) return "Every image has a digest. --all asks the registries again.";
  if (changed === 0) return "Nothing to write.";
  return dryRun
    ? `${count(changed)} would be written to stacks/images.yaml.`
    : `${count(changed)} written to stacks/images.yaml: commit it.`;
}

const count = (number: number) => `${number} image${number === 1 ? "" : "s"}`;

function seconds(value = ""): number {
  const found = Number(value);
  if (Number.isFinite(found) && found > 0) return found;
  throw new InputError(`--timeout: found "${value}"; expected a number of seconds above 0`);
}
