import resource from "@pulumi/pulumi/proto/resource_pb";
import struct from "google-protobuf/google/protobuf/struct_pb";
import { describe, expect, it, vi } from "vitest";
import { fromStruct, toStruct } from "./structs";
import type { Properties } from "./wire";

const PLAIN: Properties = {
  name: "artifacts",
  days: 30,
  on: true,
  none: null,
  tags: { owner: "platform" },
  rules: [{ id: "a" }, "b", 1.5],
};

/** A message with a struct, as it goes over the wire and comes out of it. */
function sent(value: struct.Struct): Properties | undefined {
  const message = new resource.RegisterResourceResponse().setUrn("urn:a").setObject(value);
  const received = resource.RegisterResourceResponse.deserializeBinary(message.serializeBinary());
  return received.getObject()?.toJavaScript();
}

describe("a struct", () => {
  it.each([
    ["plain data", PLAIN],
    ["nothing", {}],
  ])("takes %s over the wire, as often as it is sent", (_what, plain) => {
    const message = toStruct(plain);
    expect(sent(message)).toEqual(plain);
    expect(sent(message)).toEqual(plain);
    expect(message.toJavaScript()).toEqual(plain);
  });

  it("goes on as it came in, in bytes that are made once", () => {
    const came = struct.Struct.fromJavaScript(PLAIN);
    const written = vi.spyOn(came, "serializeBinary");
    const plain = fromStruct(came);
    expect(plain).toEqual(PLAIN);
    expect(sent(toStruct(plain))).toEqual(PLAIN);
    expect(sent(toStruct(plain))).toEqual(PLAIN);
    expect(written).toHaveBeenCalledTimes(1);
  });

  it("is new for data that was changed on its way", () => {
    const plain = fromStruct(struct.Struct.fromJavaScript(PLAIN));
    expect(sent(toStruct({ ...plain, days: 31 }))).toEqual({ ...PLAIN, days: 31 });
  });

  it("reads as nothing where there is none", () => {
    expect(fromStruct(undefined)).toEqual({});
  });
});
