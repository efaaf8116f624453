import { servedVersion } from "../../../components/config/service";
import { InputError } from "../../../lib/errors";
import { type CommandModule, text } from "../command";
import { during } from "../output";
import { LOCAL, openRecord } from "../promotion/record";
import { verifyServed } from "../../inference/client/probe";

export const verify: CommandModule = {
  usage: "verify <service>",
  summary: "ask an endpoint's /health and /predict whether it serves what the record says",
  example: "npx towpath verify support-triage --env prod --url http://127.0.0.1:8080",
  options: (command) =>
    command
      .requiredOption("--url <url>", "the endpoint, such as a kubectl port-forward")
      .option("--env <environment>", "whose record (default: local)"),
  run: async (context, [service = ""], options) => {
    const environment = text(options, "env") ?? LOCAL;
    const url = endpoint(text(options, "url") ?? "");
    const { service: declared } = openRecord(context.paths, service, environment);
    const { model_version } = servedVersion(declared, environment);
    await during(
      context.report,
      `verify ${service} in ${environment}`,
      () => verifyServed(url, model_version, context.env.TOWPATH_API_KEY),
      () => model_version,
    );
    const { report } = context;
    report.result({ service, environment, url, model_version, verified: true });
    report.line(`${url} serves ${model_version}: /health and /predict say so.`);
    return 0;
  },
};

/** A base URL without a slash at its end. @throws InputError for anything but http and https */
function endpoint(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, "");
  throw new InputError(`--url: found "${url}"; expected an http:// or https:// address`);
}
