import { describe, expect, it } from "vitest";
import { sha256 } from "../digest";
import { sign } from "./sign";

/**
 * AWS's own examples, which it offers as a test suite:
 * docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html#example-signature-calculations
 */
describe("AWS's examples", () => {
  const credentials = {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    sessionToken: undefined,
  };
  it.each<[string, string, string, Record<string, string>, string, string]>([
    [
      "GET",
      "GET",
      "/test.txt",
      { range: "bytes=0-9" },
      "",
      "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    ],
    [
      "PUT",
      "PUT",
      "/test%24file.text",
      { date: "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY" },
      "Welcome to Amazon S3.",
      "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
    ],
    [
      "a query without a value",
      "GET",
      "/?lifecycle",
      {},
      "",
      "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
    ],
    [
      "a list",
      "GET",
      "/?max-keys=2&prefix=J",
      {},
      "",
      "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
    ],
  ])("%s", (_name, method, path, headers, body, signature) => {
    const url = new URL(path, "https://examplebucket.s3.amazonaws.com");
    const request = { method, url, headers, bodySha256: sha256(body) };
    const signed = sign(request, credentials, "us-east-1", new Date("2013-05-24T00:00:00Z"));
    expect(signed.authorization?.split("Signature=")[1]).toBe(signature);
    expect(signed["x-amz-date"]).toBe("20130524T000000Z");
  });
});

/** Computed with botocore 1.43.11's S3SigV4Auth: what AWS's examples leave out. */
describe("as botocore signs", () => {
  const secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  const now = new Date("2026-11-21T09:00:00.789Z");

  it("a port, a session token, characters of every kind in a key", () => {
    const path = "/models/support%20triage/%C3%A9t%C3%A9%2Bv1/a%27b%28c%29%2A%21~.json";
    const url = new URL(`http://127.0.0.1:9000${path}`);
    const credentials = {
      accessKeyId: "AKIDEXAMPLE",
      secretAccessKey,
      sessionToken: "token/+==",
    };
    const request = { method: "PUT", url, headers: {}, bodySha256: sha256('{"a":1}\n') };
    expect(sign(request, credentials, "eu-central-1", now).authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-central-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=8b706bc198e790df6b2446f5ea9e9c2871ec66ce24e60f67b1e81c6b579ed401",
    );
  });

  it("a query that has to be sorted and escaped", () => {
    const query =
      "list-type=2&prefix=a%20b%2F%2B&encoding-type=url&continuation-token=x%2Fy%3D%2Bz";
    const url = new URL(`https://models.s3.eu-central-1.amazonaws.com/?${query}`);
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey, sessionToken: undefined };
    const request = { method: "GET", url, headers: {}, bodySha256: sha256("") };
    expect(sign(request, credentials, "eu-central-1", now).authorization).toMatch(
      /Signature=6ad9889e5c826e5c484d8f757671fb4ea16fde4618f33c67e1e08874deab4b68$/,
    );
  });

  it("a request of another service, whose body has no header of its own", () => {
    const url = new URL("https://monitoring.eu-central-1.amazonaws.com/");
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey, sessionToken: "token/+==" };
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    const bodySha256 = sha256("Action=PutMetricData&Version=2010-08-01");
    const request = { method: "POST", url, headers, bodySha256 };
    // By its SigV4Auth, which is that of every service but S3.
    expect(sign(request, credentials, "eu-central-1", now, "monitoring").authorization).toBe(
      "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-central-1/monitoring/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=59a10e37690b532b8e404c0230d1d32a3a2afcdd1f9cdbd17df85da662e2a6ee",
    );
  });
});
