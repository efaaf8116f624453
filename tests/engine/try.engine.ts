import { afterAll, expect, test } from "vitest";
import { Copy, findCli } from "./engine";
const copy = new Copy();
afterAll(() => { if (!process.env.KEEP) copy.close(); });
test("try", async () => {
  const cli = findCli() ?? "";
  await copy.make();
  console.log(copy.root);
  console.log(await copy.run(cli, ["stack", "init", "prod"]));
  const started = Date.now();
  const ran = await copy.preview(cli, "prod");
  console.log(ran.code, ran.output.slice(-6000), ran.verdicts, Date.now() - started);
  expect(1).toBe(1);
});
