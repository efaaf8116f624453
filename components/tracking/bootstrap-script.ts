/**
 * Makes the users and the databases of tracking, as the database's first user: one that owns them, and
 * one that may read every table of them and nothing else, for backups. On AWS it reads that
 * user's password from Secrets Manager at run time: RDS rotates it, so no copy of it may be kept
 * anywhere. Elsewhere the password comes from a Secret. Runs before every migration and changes nothing
 * that is already so.
 *
 * The password goes over as a SCRAM verifier, computed here: the database logs `CREATE ROLE` with
 * its text, as every DDL statement.
 * https://www.psycopg.org/docs/extensions.html#psycopg2.extensions.encrypt_password
 *
 * Tables that a migration makes later are readable by default privileges of their owner. The predefined
 * role pg_read_all_data would be shorter: it reads every database of the server, and who may grant it
 * differs between PostgreSQL, its version 16 and RDS.
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


def connect(name):
    connection = psycopg2.connect(
        host=env["DATABASE_HOST"],
        port=env["DATABASE_PORT"],
        dbname=name,
        user=master["username"],
        password=master["password"],
        connect_timeout=10,
        **tls,
    )
    # CREATE DATABASE cannot run in a transaction.
    connection.autocommit = True
    return connection


def login(cursor, name, password):
    role = sql.Identifier(name)
    verifier = encrypt_password(password, name, connection, "scram-sha-256")
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (name,))
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(sql.SQL(verb + " ROLE {} LOGIN PASSWORD %s").format(role), (verifier,))
    return role


connection = connect("postgres")
names = env["DATABASE_NAMES"].split(",")
with connection.cursor() as cursor:
    role = login(cursor, env["DATABASE_USER"], env["DATABASE_PASSWORD"])
    reader = login(cursor, env["READER_USER"], env["READER_PASSWORD"])
    # The owner of a database must be a role that its creator is a member of.
    cursor.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    for name in names:
        database = sql.Identifier(name)
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        cursor.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        cursor.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, reader))
connection.close()
for name in names:
    connection = connect(name)
    with connection.cursor() as cursor:
        # Default privileges are of the role that makes the tables later.
        cursor.execute(sql.SQL("SET ROLE {}").format(role))
        cursor.execute(sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(reader))
        for kind in ("TABLES", "SEQUENCES"):
            readable = "GRANT SELECT ON ALL " + kind + " IN SCHEMA public TO {}"
            cursor.execute(sql.SQL(readable).format(reader))
            later = "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON " + kind + " TO {}"
            cursor.execute(sql.SQL(later).format(reader))
    connection.close()
print("users and databases are there")
`;
