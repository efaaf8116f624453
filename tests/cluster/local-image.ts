import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** An image made of programs of this machine. */
export interface LocalImage {
  /** Its full name with host: what a pod says, and what containerd looks up. */
  readonly name: string;
  /** Absolute paths; their shared libraries come with them. */
  readonly programs: readonly string[];
  /** What runs. */
  readonly entrypoint: readonly string[];
}

/**
 * Writes an image as an archive of an OCI layout, with no registry and no build tool: one layer that
 * holds the programs and the libraries that `ldd` names, at the paths that they have here.
 * https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 * @param folder where the archive goes
 * @returns the archive's path
 */
export function writeImage(image: LocalImage, folder: string): string {
  const work = mkdtempSync(join(folder, "image-"));
  const blobs = join(work, "blobs", "sha256");
  mkdirSync(blobs, { recursive: true });
  const blob = (mediaType: string, content: Buffer) => {
    const hash = createHash("sha256").update(content).digest("hex");
    writeFileSync(join(blobs, hash), content);
    return { mediaType, digest: `sha256:${hash}`, size: content.length };
  };
  const json = (mediaType: string, value: object) =>
    blob(mediaType, Buffer.from(JSON.stringify(value)));
  try {
    const layer = blob("application/vnd.oci.image.layer.v1.tar", layerOf(image.programs, work));
    const config = json("application/vnd.oci.image.config.v1+json", {
      architecture: { x64: "amd64" }[process.arch as string] ?? process.arch,
      os: "linux",
      config: { Entrypoint: image.entrypoint, Env: [`PATH=${searchPath(image.programs)}`] },
      rootfs: { type: "layers", diff_ids: [layer.digest] },
    });
    const type = "application/vnd.oci.image.manifest.v1+json";
    const manifest = json(type, { schemaVersion: 2, mediaType: type, config, layers: [layer] });
    writeFileSync(join(work, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
    // The annotation is containerd's: images import names the image by it.
    const annotations = { "io.containerd.image.name": image.name };
    const index = { schemaVersion: 2, manifests: [{ ...manifest, annotations }] };
    writeFileSync(join(work, "index.json"), JSON.stringify(index));
    const archive = `${work}.tar`;
    execFileSync("tar", ["-C", work, "-cf", archive, "oci-layout", "index.json", "blobs"]);
    return archive;
  } finally {
    rmSync(work, { recursive: true });
  }
}

/** Where a command without a path is looked for: where images have programs, and where these are. */
function searchPath(programs: readonly string[]): string {
  return [...new Set([...programs.map(dirname), "/usr/local/bin", "/usr/bin", "/bin"])].join(":");
}

/** The tar of programs and their libraries; links are followed, since their targets have other paths. */
function layerOf(programs: readonly string[], work: string): Buffer {
  const files = programs.flatMap((program) => [program, ...librariesOf(program)]);
  const archive = join(work, "layer.tar");
  const names = [...new Set(files)].map((file) => file.slice(1));
  execFileSync("tar", [
    "-C",
    "/",
    "--dereference",
    "--owner=0",
    "--group=0",
    "-cf",
    archive,
    ...names,
  ]);
  const content = readFileSync(archive);
  rmSync(archive);
  return content;
}

function librariesOf(program: string): string[] {
  const lines = execFileSync("ldd", [program], { encoding: "utf8" }).split("\n");
  return lines.flatMap((line) => /(?:=> )?(\/\S+) \(0x/.exec(line)?.[1] ?? []);
}
