import struct from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "./wire";

/**
 * Plain data → the struct that it came in. Most of it goes on as it came, to the program and to the
 * policy pack, and making a struct of it anew twice costs a tenth of a preview.
 */
const origins = new WeakMap<Properties, struct.Struct>();

/** A message's struct as plain data, not to be changed. */
export function fromStruct(value: struct.Struct | undefined): Properties {
  if (value === undefined) return {};
  const plain = value.toJavaScript() as Properties;
  origins.set(plain, value);
  return plain;
}

/** Plain data as a message's struct. */
export function toStruct(value: Properties): struct.Struct {
  return origins.get(value) ?? struct.Struct.fromJavaScript(value);
}
