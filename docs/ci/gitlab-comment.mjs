// Posts each summary as a note of the merge request, or edits the note that an earlier run posted.
// Usage: node gitlab-comment.mjs FILE..., with TOWPATH_COMMENT_TOKEN and GitLab's own CI variables.
import { existsSync, readFileSync } from "node:fs";

const { CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, TOWPATH_COMMENT_TOKEN } = process.env;
const notes = `${CI_API_V4_URL}/projects/${CI_PROJECT_ID}/merge_requests/${CI_MERGE_REQUEST_IID}/notes`;

async function ask(method, url, body) {
  const answer = await fetch(url, {
    method,
    headers: { "PRIVATE-TOKEN": TOWPATH_COMMENT_TOKEN, "content-type": "application/json" },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Every note, page by page; GitLab names the next page in a header, empty on the last. */
async function all() {
  const found = [];
  for (let page = "1"; page;) {
    const answer = await ask("GET", `${notes}?per_page=100&page=${page}`);
    found.push(...(await answer.json()));
    page = answer.headers.get("x-next-page");
  }
  return found;
}

const present = await all();
for (const file of process.argv.slice(2).filter((name) => existsSync(name))) {
  const body = readFileSync(file, "utf8");
  const mark = body.slice(0, body.indexOf("\n"));
  const mine = present.find((note) => note.body.startsWith(mark));
  if (mine) await ask("PUT", `${notes}/${mine.id}`, { body });
  else await ask("POST", notes, { body });
}
