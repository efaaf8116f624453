/**
 * Makes the user and the databases of tracking, as the database's first user. On AWS it reads that
 * user's password from Secrets Manager at run time: RDS rotates it, so no copy of it may be kept
 * anywhere. Elsewhere the password comes from a Secret. Runs before every migration and changes nothing
 * that is already so.
 *
 * The password goes over as a SCRAM verifier, computed here: the database logs `CREATE ROLE` with
 * its text, as every DDL statement.
 * https://www.psycopg.org/docs/extensions.html#psycopg2.extensions.encrypt_password
 * (Tried with PostgreSQL 15, as a user with CREATEROLE and CREATEDB only, over verify-full.)
 */
export const BOOTSTRAP_SCRIPT = `\
import json
import os

import psycopg2
from psycopg2 import sql
from psycopg2.extensions import encrypt_password

env = os.environ
if env.get("MASTER_SECRET_ARN"):
    import boto3

    answer = boto3.client("secretsmanager").get_secret_value(SecretId=env["MASTER_SECRET_ARN"])
    master = json.loads(answer["SecretString"])
else:
    master = {"username": env["MASTER_USER"], "password": env["MASTER_PASSWORD"]}
tls = {"sslmode": env["DATABASE_SSLMODE"]}
if env.get("DATABASE_SSLROOTCERT"):
    tls["sslrootcert"] = env["DATABASE_SSLROOTCERT"]
connection = psycopg2.connect(
    host=env["DATABASE_HOST"],
    port=env["DATABASE_PORT"],
    dbname="postgres",
    user=master["username"],
    password=master["password"],
    connect_timeout=10,
    **tls,
)
# CREATE DATABASE cannot run in a transaction.
connection.autocommit = True
user = env["DATABASE_USER"]
role = sql.Identifier(user)
verifier = encrypt_password(env["DATABASE_PASSWORD"], user, connection, "scram-sha-256")
with connection.cursor() as cursor:
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (user,))
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(sql.SQL(verb + " ROLE {} LOGIN PASSWORD %s").format(role), (verifier,))
    # The owner of a database must be a role that its creator is a member of.
    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    for name in env["DATABASE_NAMES"].split(","):
        database = sql.Identifier(name)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
connection.close()
print("user and databases are there")
`;
