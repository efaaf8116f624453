/*
 * What the containers run whose images are not ours: PostgreSQL's and MLflow's. POSIX shell, since that is
 * what both images have. `WORK` is the folder that a pod's containers share.
 *
 * A container that fails writes why into `$WORK/failed`. The ones after it then do nothing, and the last
 * one, which is ours, reports it: a backup or drill that failed must not end without a word.
 */

/**
 * Dumps both databases. `$WORK/consistent-at` is written before the first dump begins: whatever was
 * finished by then is in it. libpq's variables say where the server is.
 */
export const DUMP_SCRIPT = `\
set -u
date -u +%Y-%m-%dT%H:%M:%SZ > "$WORK/consistent-at"
dump() {
  pg_dump --format=custom --no-owner --no-privileges --no-password --dbname="$1" --file="$2"
}
if dump "$TRACKING_DATABASE" "$WORK/tracking.dump" && dump "$AUTH_DATABASE" "$WORK/auth.dump"; then
  exit 0
fi
# Half a dump is none.
rm -f "$WORK/tracking.dump" "$WORK/auth.dump"
echo "pg_dump failed; what it said is in the log of the container dump" > "$WORK/failed"
`;

/** What a sidecar does before its work, and after it: as process 1 it hears no signal that it does not trap. */
const SIDECAR = `\
set -u
trap 'exit 0' TERM INT
rest() { while :; do sleep 3600 & wait $!; done; }
fail() { echo "$1" >> "$WORK/failed"; echo "$1" >&2; rest; }
if [ -e "$WORK/failed" ]; then rest; fi
`;

/** The database's user and databases in a drill. */
export const DRILL_USER = "towpath";
export const DRILL_DATABASE = "mlflow";

/**
 * Restores both dumps into a server of the pod's own: on a socket in a folder that is its owner's alone, on
 * no network. It is thrown away, so it need not survive a power cut. A second start means that the first
 * one was killed, for want of memory above all: restored halfway, it is no verdict.
 */
export const POSTGRES_SCRIPT = `\
${SIDECAR}\
if [ -e "$WORK/pg.begun" ]; then fail "PostgreSQL was killed while it restored, or took too long"; fi
touch "$WORK/pg.begun"
mkdir -p -m 700 "$WORK/socket"
export PGHOST="$WORK/socket" PGUSER=${DRILL_USER} LC_ALL=C
initdb -D "$WORK/pg" --auth=trust --username=${DRILL_USER} --encoding=UTF8 --no-sync ||
  fail "initdb failed; what it said is in the log of the container postgres"
settings="-c listen_addresses= -c unix_socket_directories=$WORK/socket"
settings="$settings -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
pg_ctl -D "$WORK/pg" -o "$settings" -w -t 60 start || fail "PostgreSQL did not start"
trap 'pg_ctl -D "$WORK/pg" -m immediate -w stop; exit 0' TERM INT
for pair in ${DRILL_DATABASE}=tracking mlflow_auth=auth; do
  createdb "\${pair%%=*}" || fail "the database \${pair%%=*} could not be made"
  pg_restore --exit-on-error --no-owner --no-privileges --dbname="\${pair%%=*}" \\
    "$WORK/restored/\${pair##*=}.dump" ||
    fail "pg_restore of \${pair##*=}.dump failed; what it said is in the log of the container postgres"
done
touch "$WORK/pg.ready"
rest
`;

/** The port of the drill's MLflow, on loopback. */
export const DRILL_MLFLOW_PORT = 5000;

/**
 * MLflow on the restored database, without a login: nobody reaches it but the pod itself. Its schema is
 * brought up to the image's first, as a restore after an upgrade would be.
 */
export const MLFLOW_SCRIPT = `\
${SIDECAR}\
if [ -e "$WORK/mlflow.begun" ]; then fail "MLflow was killed, or did not answer in five minutes"; fi
touch "$WORK/mlflow.begun"
mlflow db upgrade "$MLFLOW_BACKEND_STORE_URI" ||
  fail "mlflow db upgrade failed; what it said is in the log of the container mlflow"
mlflow server --host 127.0.0.1 --port ${DRILL_MLFLOW_PORT} --workers 1 \\
  --no-serve-artifacts --default-artifact-root "$WORK/restored/artifacts" &
server=$!
trap 'kill "$server" 2>/dev/null; exit 0' TERM INT
wait "$server"
fail "MLflow ended; what it said is in the log of the container mlflow"
`;

/** Has PostgreSQL restored both dumps, or is there nothing to wait for? */
export const POSTGRES_STARTED = '[ -e "$WORK/failed" ] || [ -e "$WORK/pg.ready" ]';

/** Does MLflow answer, or is there nothing to wait for? */
export const MLFLOW_STARTED = `[ -e "$WORK/failed" ] || python -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:${DRILL_MLFLOW_PORT}/health", timeout=3)'`;
