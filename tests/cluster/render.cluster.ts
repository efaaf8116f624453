import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { environmentNames } from "../../components/config/load";
import { CHECKOUT, towpath } from "../preview-run";
import { ApiError } from "./api-client";
import { installGatewayTypes, isOfGateway } from "./gateway-types";
import { titleOf } from "./manifest";
import { describeOnCluster, removeAll } from "./on-cluster";
import { objectsIn } from "./yaml-objects";

describeOnCluster("the rendered folder of", (plane) => {
  const work = mkdtempSync(join(tmpdir(), "towpath-render-"));
  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
  });

  let noGateway = "";
  beforeAll(async () => {
    noGateway = await installGatewayTypes(plane().client);
    if (noGateway !== "") console.warn(`The gateway's objects are left out: ${noGateway}`);
  });

  // Placeholders are in it: they must fit every field that they stand in.
  test.each(environmentNames(CHECKOUT))(
    "%s is accepted, field by field, in the order of its files",
    async (environment) => {
      const { client } = plane();
      const folder = join(work, environment);
      const ran = await towpath(CHECKOUT, "render", environment, "--out", folder);
      expect(ran.code, ran.stderr).toBe(0);
      const objects = objectsIn(join(folder, "objects")).filter(
        (object) => noGateway === "" || !isOfGateway(object),
      );
      const refused: string[] = [];
      for (const object of objects) {
        await client.apply(object).catch((error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          refused.push(`${titleOf(object)}: ${error.message}`);
        });
      }
      expect(refused).toEqual([]);
      await removeAll(client, objects);
    },
  );
});
