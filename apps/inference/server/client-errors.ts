import { STATUS_CODES, type RequestListener, type Server } from "node:http";
import type { Socket } from "node:net";
import { ServerError, errorBody, fromClientError } from "./errors";
import { Exchange, JSON_TYPE, exchangeOn, newRequestId, type Recorder } from "./exchange";

/**
 * Answers what Node's HTTP parser refuses before there is a request, or in the middle of one, with
 * the same body as every other failure, and records it the same way.
 */
export function clientErrorHandler(recorder: Recorder) {
  return (thrown: Error, socket: Socket): void => {
    const error = fromClientError(thrown);
    const exchange = exchangeOn(socket);
    const unanswered = exchange !== undefined && !exchange.done;
    if (error.code === "client_closed" || !socket.writable) {
      if (unanswered) exchange.record(499, new ServerError("client_closed"));
      socket.destroy();
      return;
    }
    // A connection that never sent a byte made no request; one whose request is answered but still
    // arriving (a body too large) has had its answer.
    const answered = exchange?.done === true && exchange.raw?.complete === false;
    if (socket.bytesRead === 0 || answered) {
      socket.destroy();
      return;
    }
    answerRaw(
      socket,
      unanswered ? exchange : new Exchange(recorder, newRequestId(), "-", "other", null),
      error,
    );
  };
}

/**
 * Gives the requests that Node would answer itself, or drop, to the same code as all others:
 * `Expect` with an unknown value, and CONNECT.
 */
export function handleSpecialRequests(
  server: Server,
  routing: RequestListener,
  recorder: Recorder,
): void {
  server.on("checkExpectation", routing);
  server.on("connect", (_request, socket: Socket) => {
    answerRaw(
      socket,
      new Exchange(recorder, newRequestId(), "CONNECT", "other", null),
      new ServerError("method_not_allowed"),
    );
  });
}

/** Writes an answer on a connection whose HTTP state is lost, and closes it. */
function answerRaw(socket: Socket, exchange: Exchange, error: ServerError): void {
  const { status } = error.entry;
  const body = errorBody(error, exchange.requestId);
  socket.write(
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "Error"}\r\n` +
      `connection: close\r\ncontent-type: ${JSON_TYPE}\r\nx-request-id: ${exchange.requestId}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  exchange.record(status, error);
  socket.destroySoon();
}
