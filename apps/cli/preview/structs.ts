import type { BinaryWriter } from "google-protobuf";
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
  origins.set(plain, writtenOnce(value));
  return plain;
}

/** Plain data as a message's struct. */
export function toStruct(value: Properties): struct.Struct {
  return origins.get(value) ?? writtenOnce(struct.Struct.fromJavaScript(value));
}

/**
 * A struct that keeps its bytes once it was sent: the program, the question about the resource and the
 * question about the stack get the same. Generated code writes a struct through its map of fields.
 */
function writtenOnce(message: struct.Struct): struct.Struct {
  let bytes: Uint8Array | undefined;
  const serializeBinary = (_field: number, writer: BinaryWriter) => {
    bytes ??= message.serializeBinary();
    writer.writeSerializedMessage(bytes, 0, bytes.length);
  };
  const fields = message.getFieldsMap();
  const written = Object.assign(Object.create(fields) as typeof fields, { serializeBinary });
  return Object.assign(new struct.Struct(), { getFieldsMap: () => written });
}
