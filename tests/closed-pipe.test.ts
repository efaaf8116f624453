import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("a command is not upset when whoever reads its answer has enough", () => {
  // More than a pipe holds, so that it is still writing when the reader goes.
  const command = "node bin/towpath.js preview local --no-policies --json 2>/dev/null";
  const ran = spawnSync("bash", ["-c", `${command} | head -c 1; echo "\${PIPESTATUS[0]}"`], {
    encoding: "utf8",
  });
  expect(ran.stdout).toBe("{0\n");
}, 60_000);
