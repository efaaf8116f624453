import * as pulumi from "@pulumi/pulumi";
import { loadEnvironment, loadStacks } from "./components/config/load";
import { Platform } from "./components/platform";
import { UserError } from "./lib/errors";

const name = pulumi.getStack();

/** What stacks/ declares; a mistake there is the reader's to mend, so it comes without a stack. */
function declared() {
  try {
    return { ...loadStacks(__dirname), environment: loadEnvironment(__dirname, name) };
  } catch (error) {
    if (error instanceof UserError) throw new pulumi.RunError(error.message);
    throw error;
  }
}

const platform = new Platform("towpath", { name, ...declared() });

export const environment = platform.environment;
export const services = platform.services;
