/**
 * What the DCGM exporter reports: a part of NVIDIA's own list, `etc/default-counters.csv` of
 * https://github.com/NVIDIA/dcgm-exporter at d5e5f510 (2026-05-12), in its format: field, Prometheus
 * type, help.
 */

interface Counter {
  readonly field: `DCGM_FI_${string}`;
  readonly type: "gauge" | "counter" | "label";
  readonly help: string;
}

/** Need no capability. Utilisation is what finds an idle GPU, XID and remapped rows a dying one. */
const DEVICE: readonly Counter[] = [
  { field: "DCGM_FI_DEV_GPU_UTIL", type: "gauge", help: "GPU utilization (in %)." },
  { field: "DCGM_FI_DEV_MEM_COPY_UTIL", type: "gauge", help: "Memory utilization (in %)." },
  { field: "DCGM_FI_DEV_FB_FREE", type: "gauge", help: "Framebuffer memory free (in MiB)." },
  { field: "DCGM_FI_DEV_FB_USED", type: "gauge", help: "Framebuffer memory used (in MiB)." },
  { field: "DCGM_FI_DEV_SM_CLOCK", type: "gauge", help: "SM clock frequency (in MHz)." },
  { field: "DCGM_FI_DEV_MEM_CLOCK", type: "gauge", help: "Memory clock frequency (in MHz)." },
  { field: "DCGM_FI_DEV_GPU_TEMP", type: "gauge", help: "GPU temperature (in C)." },
  { field: "DCGM_FI_DEV_MEMORY_TEMP", type: "gauge", help: "Memory temperature (in C)." },
  { field: "DCGM_FI_DEV_POWER_USAGE", type: "gauge", help: "Power draw (in W)." },
  {
    field: "DCGM_FI_DEV_TOTAL_ENERGY_CONSUMPTION",
    type: "counter",
    help: "Total energy consumption since boot (in mJ).",
  },
  {
    field: "DCGM_FI_DEV_XID_ERRORS",
    type: "gauge",
    help: "Value of the last XID error encountered.",
  },
  {
    field: "DCGM_FI_DEV_PCIE_REPLAY_COUNTER",
    type: "counter",
    help: "Total number of PCIe retries.",
  },
  {
    field: "DCGM_FI_DEV_UNCORRECTABLE_REMAPPED_ROWS",
    type: "counter",
    help: "Number of remapped rows for uncorrectable errors",
  },
  {
    field: "DCGM_FI_DEV_CORRECTABLE_REMAPPED_ROWS",
    type: "counter",
    help: "Number of remapped rows for correctable errors",
  },
  {
    field: "DCGM_FI_DEV_ROW_REMAP_FAILURE",
    type: "gauge",
    help: "Whether remapping of rows has failed",
  },
  { field: "DCGM_FI_DRIVER_VERSION", type: "label", help: "Driver Version" },
];

/** Need SYS_ADMIN: how busy the parts of a GPU are, where utilisation only says that something ran. */
const PROFILING: readonly Counter[] = [
  {
    field: "DCGM_FI_PROF_GR_ENGINE_ACTIVE",
    type: "gauge",
    help: "Ratio of time the graphics engine is active.",
  },
  {
    field: "DCGM_FI_PROF_PIPE_TENSOR_ACTIVE",
    type: "gauge",
    help: "Ratio of cycles the tensor (HMMA) pipe is active.",
  },
  {
    field: "DCGM_FI_PROF_DRAM_ACTIVE",
    type: "gauge",
    help: "Ratio of cycles the device memory interface is active sending or receiving data.",
  },
];

/** The exporter's collectors file. */
export function countersCsv(profiling: boolean): string {
  const counters = profiling ? [...DEVICE, ...PROFILING] : DEVICE;
  return counters.map(({ field, type, help }) => `${field}, ${type}, ${help}\n`).join("");
}
