"use strict";
/*
 * The limit: node:http and nothing else. No validation, no log, no metrics, no request id.
 * Prints its port.
 */
const http = require("node:http");

const server = http.createServer((request, response) => {
  let body = "";
  request.setEncoding("utf8");
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    const { text } = JSON.parse(body);
    const words = text.trim().split(/\s+/).length;
    const answer = JSON.stringify({
      label: words >= 8 ? "needs-human-review" : "auto-reply-candidate",
      score: Math.min(0.95, 0.55 + words / 100),
      model_version: "v1",
    });
    response.setHeader("content-type", "application/json");
    response.setHeader("content-length", Buffer.byteLength(answer));
    response.end(answer);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
