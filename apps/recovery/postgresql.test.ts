import { describe, expect, it } from "vitest";
import { InputError, messageOf } from "../../lib/errors";
import { postgresSource } from "./postgresql";

describe("the address of a PostgreSQL database", () => {
  it.each(["postgresql://mlflow@db.example:5433/mlflow", "postgres://db.example/mlflow"])(
    "may be %s",
    (url) => {
      expect(postgresSource(url, {}).kind).toBe("postgresql");
    },
  );

  it.each([
    ["mysql://mlflow@db.example/mlflow", "expected postgresql://"],
    ["postgresql://mlflow@db.example", "expected postgresql://"],
    ["db.example", "expected postgresql://"],
    ["postgresql://mlflow:s3cret@db.example/mlflow", "found a password in it"],
  ])("is not %s, and no message shows a password", (url, message) => {
    let error: unknown;
    try {
      postgresSource(url, {});
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(InputError);
    expect(messageOf(error)).toContain(message);
    expect(messageOf(error)).not.toContain("s3cret");
  });
});
