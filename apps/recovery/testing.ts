import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { KeyPair } from "./age";
import { makeBackup } from "./back-up";
import type { Backup } from "./catalog";
import { type FileSource, folderSource } from "./source";
import { type BackupStore, FolderStore } from "./store";

/** What tests of backups share. Nothing here is part of Towpath. */
export class Ground {
  readonly folder = mkdtempSync(join(tmpdir(), "towpath-recovery-"));
  readonly store = new FolderStore(join(this.folder, "backups"));
  readonly database = join(this.folder, "live", "mlflow.db");
  readonly artifacts = join(this.folder, "live", "artifacts");
  readonly records = join(this.folder, "live", "services");

  constructor(readonly keys: KeyPair) {
    this.write("mlflow.db", "a database");
    this.write("artifacts/1/a/manifest.json", "{}");
    this.write("artifacts/1/a/weights.bin", "w".repeat(200_000));
    this.write("artifacts/1/b/weights.bin", "w".repeat(200_000));
    this.write("services/triage.yaml", "name: triage\n");
  }

  /** Writes a file of the live data. */
  write(path: string, text: string): void {
    const file = join(this.folder, "live", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  backUp(
    now = new Date(),
    onDump?: () => void,
    store: BackupStore = this.store,
    artifacts: FileSource = folderSource(this.artifacts),
  ): Promise<Backup> {
    return makeBackup({
      estate: {
        environment: "local",
        artifacts,
        records: folderSource(this.records),
        database: {
          kind: "sqlite",
          dump: (target) => {
            copyFileSync(this.database, target);
            onDump?.();
            return Promise.resolve({ version: "3.40.1", tools: {} });
          },
        },
      },
      store,
      recipient: this.keys.recipient,
      tools: { node: process.version },
      now: () => now,
    });
  }

  /** Places for a restore that do not exist yet. */
  places(name: string) {
    const folder = join(this.folder, name);
    return {
      folder,
      database: join(folder, "database"),
      artifacts: join(folder, "artifacts"),
      records: join(folder, "services"),
    };
  }
}
