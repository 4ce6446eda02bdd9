"""Gradebooks: SQLite files, and a PostgreSQL that is started for the tests."""

import getpass
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest
from conftest import skip_or_fail

SECONDS = 60


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory):
    """The address of a server that is up, without a database's name."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not programs:
        skip_or_fail("there is no PostgreSQL here; `make packages` installs it")
    bin_, data = programs[-1].parent, tmp_path_factory.mktemp("postgresql")
    owner = "postgres" if os.geteuid() == 0 else getpass.getuser()  # it refuses to run as root
    as_owner = ["runuser", "-u", owner, "--"] if os.geteuid() == 0 else []
    if as_owner:
        account = pwd.getpwnam(owner)
        os.chown(data, account.pw_uid, account.pw_gid)
        for folder in (data, *data.parents):
            if folder == Path(tempfile.gettempdir()):
                break
            folder.chmod(0o755 if folder != data else 0o700)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    make = [bin_ / "initdb", "-D", data / "db", "-A", "trust", "-U", "grader", "--no-sync"]
    subprocess.run([*as_owner, *make], check=True, capture_output=True, cwd="/")
    run = [bin_ / "postgres", "-D", data / "db", "-p", str(port), "-c", "fsync=off",
           "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={data}"]  # fmt: skip
    with (data.parent / "postgresql.log").open("w") as log:
        server = subprocess.Popen([*as_owner, *run], stdout=log, stderr=log, cwd="/")
    try:
        _wait_until_up(port, server)
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS)
        shutil.rmtree(data, ignore_errors=True)


def _wait_until_up(port, server):
    import psycopg

    end = time.monotonic() + SECONDS
    while True:
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=grader dbname=postgres").close()
        except psycopg.OperationalError:
            assert server.poll() is None, "it ended"
            assert time.monotonic() < end, "it isn't up"
            time.sleep(0.1)
        else:
            return


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request, tmp_path):
    """The address of a gradebook that isn't there yet."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'gradebook.db'}"
    import psycopg

    address = request.getfixturevalue("postgresql")
    name = f"book_{abs(hash(str(tmp_path)))}"
    plain = address.replace("+psycopg", "")
    with psycopg.connect(f"{plain}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return f"{address}/{name}"
