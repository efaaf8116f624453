import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { environmentNames } from "../../components/config/load";
import { CHECKOUT } from "../preview-run";
import { type ApiClient, ApiError } from "./api-client";
import { installGatewayTypes, isOfGateway } from "./gateway-types";
import { type Manifest, titleOf } from "./manifest";
import { describeOnCluster, previewOf, removeAll } from "./on-cluster";
import { objectsOf } from "./previewed-objects";

describeOnCluster("every Kubernetes object of", (plane) => {
  let noGateway = "";
  beforeAll(async () => {
    noGateway = await installGatewayTypes(plane().client);
    if (noGateway !== "") console.warn(`The gateway's objects are left out: ${noGateway}`);
  });

  describe.each(environmentNames(CHECKOUT))("%s", (environment) => {
    let objects: Manifest[] = [];
    let before: string[] = [];
    let client: ApiClient;

    beforeAll(async () => {
      ({ client } = plane());
      objects = objectsOf(await previewOf(environment)).filter(
        (object) => noGateway === "" || !isOfGateway(object),
      );
      before = await everything(client);
    });
    afterAll(async () => {
      await removeAll(client, objects);
    });

    test("is accepted, field by field, in the program's order", async () => {
      expect(objects.map(titleOf)).toContain("Namespace tracking");
      const refused: string[] = [];
      for (const object of objects) {
        await client.apply(object).catch((error: unknown) => {
          if (!(error instanceof ApiError)) throw error;
          refused.push(error.message);
        });
      }
      expect(refused).toEqual([]);
    });

    test("stays as it is when applied again", async () => {
      for (const object of objects) {
        // Controllers write statuses meanwhile; what an apply changes it would change each time.
        await client.until(`${titleOf(object)} is applied without a change`, async () => {
          const then = await client.get(object);
          const now = await client.apply(object);
          return then?.metadata.resourceVersion === now.metadata.resourceVersion ? true : undefined;
        });
      }
    });

    test("leaves nothing behind when deleted", async () => {
      await removeAll(client, objects);
      const left = (await everything(client)).filter((title) => !before.includes(title));
      expect(left).toEqual([]);
    });
  });

  test("is checked field by field: a wrong one is refused with its path", async () => {
    const { client } = plane();
    const wrong = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "wrong", namespace: "default" },
      datum: {},
    };
    await expect(client.apply(wrong)).rejects.toThrow(/ConfigMap default\/wrong: .*\.datum/);
  });
});

/** All objects of the cluster but what the cluster writes about itself as time goes by. */
async function everything(client: ApiClient): Promise<string[]> {
  const objects = await client.listAll();
  return objects.filter(({ kind }) => kind !== "Event" && kind !== "Lease").map(titleOf);
}
