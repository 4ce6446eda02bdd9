"""A class that hands in by Git: fifty repositories on a server, most of them as they should be."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime

import pytest
from conftest import ROOT, copy_course
from intake.deliveries import RIGHT, SLIP, STUB, TRAINING, grade, zipped
from intake.hosting import Repository, served, table

from grader.errors import GraderError
from grader.intake import git, read_submission
from grader.intake.git import Unfetched, clone
from grader.intake.repositories import list_repositories, read_repositories
from grader.record import read_again, read_record

BEFORE = "2026-12-01T23:59+09:00"
DEADLINE = datetime.fromisoformat(BEFORE)
LATE, LAST, TOO_LATE = (f"2026-12-01T{time}+00:00" for time in ("12:00:00", "14:59:00", "14:59:01"))
STUBS = {"sigmoid": "", "training": ""}
ODD = b"\xff\n'\"*.py"
USUAL = 33
"""So many have nothing odd about them."""

# student: score of 15, what is said of it
UNUSUAL = {
    "archive": (7.0, ""),
    "attributes": (7.0, ""),
    "bytes": (7.0, ""),
    "corrupt": (0.0, "git can't clone it"),
    "empty": (0.0, "it has no commit on its default branch"),
    "folder": (15.0, ""),
    "huge": (7.0, ""),
    "late": (6.0, ""),
    "link": (0.0, "sigmoid.py: it is a symbolic link, and links are not followed"),
    "master": (7.0, ""),
    "merged": (6.0, ""),
    "none": (0.0, "git can't clone it (remote error: access denied or repository not exported"),
    "nothing": (0.0, ""),
    "penalty": (7.0, ""),
    "submodule": (7.0, "extern: submodules aren't fetched"),
    "too_late": (0.0, f"it has no commit that isn't later than {DEADLINE.isoformat()}"),
    "tree": (0.0, "it can't be read (a folder in it holds a name twice, or one that is none)"),
}


def make_unusual(host):
    """One of each kind; nobody makes ``none``."""
    Repository(host / "archive").commit({"homework.zip": zipped({"sigmoid.py": RIGHT})})

    attributes = Repository(host / "attributes")
    attributes.commit({"sigmoid.py": RIGHT})
    attributes.commit({
        ".gitattributes": b"*.py filter=evil export-ignore export-subst diff=evil ident text "
                          b"eol=crlf working-tree-encoding=UTF-16\n",
        "hooks/post-checkout": b"#!/bin/sh\ntouch PWNED\n",
        ".gitmodules": b'[submodule "x"]\n\tpath = x\n\turl = -u./hooks/post-checkout\n',
    })  # fmt: skip

    odd = os.fsdecode(ODD)
    Repository(host / "bytes").commit({"sigmoid.py": RIGHT, odd: b""})

    corrupt = Repository(host / "corrupt")
    corrupt.commit({"sigmoid.py": RIGHT})
    blob = corrupt.git("rev-parse", "HEAD:sigmoid.py")
    path = host / "corrupt" / ".git" / "objects" / blob[:2] / blob[2:]
    path.chmod(0o600)
    path.write_bytes(b"\0" * 100)

    Repository(host / "empty")
    Repository(host / "folder").commit(
        {"sigmoid/sigmoid.py": RIGHT, "training/training.py": TRAINING}
    )
    Repository(host / "huge").commit({"sigmoid.py": RIGHT, "weights.bin": os.urandom(3 * 2**20)})

    late = Repository(host / "late")
    late.commit({"sigmoid.py": STUB})
    late.commit({"sigmoid.py": SLIP}, at=LAST)
    late.commit({"sigmoid.py": RIGHT}, at=TOO_LATE)

    link = Repository(host / "link")
    (link.path / "sigmoid.py").symlink_to("/etc/passwd")
    link.git("add", "sigmoid.py")
    link.commit({})

    Repository(host / "master", branch="trunk").commit({"sigmoid.py": RIGHT})

    merged = Repository(host / "merged")
    merged.commit({"sigmoid.py": SLIP})
    merged.git("checkout", "--quiet", "-b", "side")
    merged.commit({"sigmoid.py": RIGHT}, at=LAST)
    merged.git("checkout", "--quiet", "main")
    merged.git("merge", "--quiet", "--no-ff", "-m", "merge", "side", at=TOO_LATE)

    Repository(host / "nothing").commit({"readme.md": b"sorry"})
    Repository(host / "penalty").commit({"sigmoid.py": RIGHT}, at=LATE)

    submodule = Repository(host / "submodule")
    made = submodule.commit({"sigmoid.py": RIGHT})
    submodule.git("update-index", "--add", "--cacheinfo", f"160000,{made},extern")
    submodule.commit({".gitmodules": b'[submodule "extern"]\n\tpath = extern\n\turl = ../late\n'})

    Repository(host / "too_late").commit({"sigmoid.py": RIGHT}, at=TOO_LATE)

    tree = Repository(host / "tree")
    one = bytes.fromhex(tree.blob(RIGHT))
    tree.commit_tree(b"100644 sigmoid.py\0" + one + b"100644 sigmoid.py\0" + one)


@pytest.fixture(scope="module")
def host(tmp_path_factory):
    """A folder with the class's repositories, and the address of the server."""
    folder = tmp_path_factory.mktemp("server") / "repositories"
    folder.mkdir()
    make_unusual(folder)
    for number in range(USUAL):
        source = (RIGHT, SLIP, STUB)[number % 3]
        Repository(folder / f"s{number:02}").commit({"sigmoid.py": source})
    with served(folder) as address:
        yield folder, address


@pytest.fixture(scope="module")
def roster(host, tmp_path_factory):
    names = [*UNUSUAL, *(f"s{number:02}" for number in range(USUAL))]
    assert len(names) == 50
    path = tmp_path_factory.mktemp("roster") / "class.csv"
    return table(path, {name: f"{host[1]}/{name}" for name in names})


@pytest.fixture(scope="module")
def late_course(tmp_path_factory):
    """Due three hours before the deadline for commits, ten percent a day."""
    course = copy_course(tmp_path_factory.mktemp("late"))
    with (course / "course.toml").open("a") as file:
        file.write('[assignments.ps1]\nexercises = ["sigmoid", "training"]\n'
                   "due = 2026-12-01T20:00:00+09:00\npenalty = {per_day = 10}\n")  # fmt: skip
    return course


@pytest.fixture(scope="module")
def traps(tmp_path_factory):
    """A configuration in which any checkout, hook or signature would leave a file behind."""
    folder = tmp_path_factory.mktemp("traps")
    sprung = folder / "sprung"
    script = f"#!/bin/sh\necho $0 >> {sprung}\ncat\n"
    for path in (folder / "evil", folder / "template" / "hooks" / "post-checkout"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(script)
        path.chmod(0o755)
    evil = folder / "evil"
    (folder / "config").write_text(
        f"[init]\n\ttemplateDir = {folder}/template\n"
        f"[core]\n\thooksPath = {folder}/template/hooks\n"
        f'\tfsmonitor = {evil}\n[filter "evil"]\n\tsmudge = {evil}\n\tclean = {evil}\n'
        f"\tprocess = {evil}\n[submodule]\n\trecurse = true\n[protocol]\n\tallow = always\n"
        f"[log]\n\tshowSignature = true\n[gpg]\n\tprogram = {evil}\n"
    )
    return folder / "config", sprung


@pytest.fixture(scope="module")
def graded(roster, late_course, confinement, traps, tmp_path_factory):
    """The class graded by the real command: its log, results, and folder."""
    out = tmp_path_factory.mktemp("graded") / "out"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_CONFIG_GLOBAL", str(traps[0]))
        patch.setenv("GIT_DIR", "/nowhere")
        arguments = ("--before", BEFORE, "--assignment", "ps1")
        stderr, results = grade(f"--from-git={roster}", out, late_course, *arguments)
    return stderr, {result.student: result for result in results}, out


def listed(path, before=DEADLINE, **more):
    """What is found: the students' submissions by name, and what was left out."""
    with list_repositories(path, before, **more) as listing:
        found = {one.student: read_submission(one, list(STUBS), STUBS) for one in listing.students}
        return found, listing.left_out


# --- a class, by the real command ----------------------------------------------------------------


def test_the_usual_ones_get_what_their_code_deserves(graded):
    _, results, _ = graded
    assert len(results) == 50
    scores = [results[f"s{number:02}"].score for number in range(USUAL)]
    assert scores == [(7.0, 6.0, 0.0)[number % 3] for number in range(USUAL)]


@pytest.mark.parametrize("student", UNUSUAL)
def test_each_unusual_one_costs_its_own_student_only(student, graded):
    stderr, results, _ = graded
    score, words = UNUSUAL[student]
    result = results[student]
    assert result.score == score
    assert words in " ".join(result.problems)
    assert f"{student}: " in stderr
    if words:
        assert words in stderr
    else:
        assert result.problems == ()


@pytest.mark.parametrize("student", ["corrupt", "empty", "none", "too_late", "tree"])
def test_who_cannot_be_fetched_fails_with_the_reason_and_is_listed_at_the_end(
    student, graded, host
):
    stderr, results, _ = graded
    address = f"{host[1]}/{student}"
    for exercise in results[student].exercises:
        assert exercise.status == "failed"
        assert exercise.message.startswith(f"{address} was not graded: ")
    [line] = [one for one in stderr.splitlines() if one.startswith(f"left out: {student}: ")]
    assert address in line
    assert line.endswith("; it was scored 0")
    assert results[student].submitted is None
    assert results[student].late is None


def test_who_has_commits_and_nothing_in_them_handed_in_nothing(graded):
    _, results, _ = graded
    assert [one.status for one in results["nothing"].exercises] == ["missing", "missing"]


def test_the_commits_time_is_the_submissions_and_says_which_commit(graded, host):
    _, results, _ = graded
    late = results["penalty"]
    name = Repository.git(_at(host, "penalty"), "rev-parse", "HEAD")
    assert late.submitted == "2026-12-01T12:00:00+00:00"
    assert late.submitted_from == f"commit {name[:10]}"
    assert (late.late, late.penalty) == (3600, 0.7)
    assert results["s00"].late == 0
    of_deadline = Repository.git(_at(host, "late"), "rev-parse", "HEAD~1")
    assert results["late"].submitted_from == f"commit {of_deadline[:10]}"


def _at(host, student):
    repository = object.__new__(Repository)
    repository.path = host[0] / student
    return repository


def test_nothing_of_a_repository_does_anything(graded, traps):
    """Not its attributes, hooks or submodules, nor what the configuration would make of them."""
    _, results, _ = graded
    assert results["attributes"].exercises[0].status == "graded"
    assert not traps[1].exists()


def test_a_student_is_replayed_from_the_repository(graded, roster, host):
    _, _, out = graded
    record = json.loads((out / "run.json").read_text())
    assert (record["layout"], record["submissions"]) == ("git", str(roster))
    assert datetime.fromisoformat(record["before"]) == DEADLINE
    done = subprocess.run(
        [sys.executable, "-m", "grader", "replay", out, "late",
         "sigmoid/test_forward_on_a_random_batch"],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "isn't the one that was graded" not in done.stdout
    again = read_again(read_record(out), STUBS, "late", out)
    assert again.codes["sigmoid"].parts[0].source == SLIP
    with pytest.raises(GraderError, match="nothing of nobody is there"):
        read_again(read_record(out), STUBS, "nobody", out)


def test_a_replay_finds_a_member_of_a_group_by_the_class_list(graded, tmp_path):
    import msgspec

    classes = tmp_path / "people.csv"
    classes.write_text("student,e-mail,group\nada,LATE,t\nemmy,,t\n")
    record = msgspec.structs.replace(read_record(graded[2]), roster=str(classes))
    for student in ("ada", "emmy"):
        again = read_again(record, STUBS, student, tmp_path)
        assert (again.student, again.codes["sigmoid"].parts[0].source) == ("ada", SLIP)


def test_a_folder_or_another_table_can_be_named_for_a_replay(graded, tmp_path):
    _, _, out = graded
    (tmp_path / "class" / "late").mkdir(parents=True)
    (tmp_path / "class" / "late" / "sigmoid.py").write_bytes(RIGHT)
    again = read_again(read_record(out, tmp_path / "class"), STUBS, "late", out)
    assert again.codes["sigmoid"].parts[0].source == RIGHT
    moved = shutil.copy(read_record(out).submissions, tmp_path / "moved.csv")
    again = read_again(read_record(out, moved), STUBS, "late", out)
    assert again.codes["sigmoid"].parts[0].source == SLIP


# --- one by one ----------------------------------------------------------------------------------


def test_without_a_deadline_the_last_commit_counts(roster):
    found, _ = listed(roster, None, only=["late", "too_late"])
    assert [one.codes["sigmoid"].parts[0].source for one in found.values()] == [RIGHT, RIGHT]


def test_a_branch_that_is_named_counts(host, tmp_path):
    path = tmp_path / "class.csv"
    rows = (f"a,{host[1]}/merged,side", f"b,{host[1]}/merged,", f"c,{host[1]}/merged,-x")
    path.write_text("\n".join(["student,url,branch", *rows]))
    found, left_out = listed(path)
    sources = [found[student].codes["sigmoid"].parts[0].source for student in "ab"]
    assert sources == [RIGHT, SLIP]
    assert len(left_out) == 1
    assert "Remote branch -x not found" in left_out[0]


def test_one_that_is_too_large_is_refused_and_nothing_of_it_is_kept(roster, monkeypatch, tmp_path):
    monkeypatch.setattr(git, "CLONE_LIMIT", 2**20)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with list_repositories(roster, DEADLINE, only=["huge", "s00"]) as listing:
        [huge, usual] = listing.students
        assert huge.refused[1] == "it is larger than 1 MiB"
        assert usual.refused is None
        size = sum(path.lstat().st_size for path in tmp_path.rglob("*") if path.is_file())
        assert size < 2**20
    assert list(tmp_path.iterdir()) == []


def test_git_writes_no_file_far_beyond_the_limit_even_if_nobody_looks(roster, monkeypatch):
    monkeypatch.setattr(git, "CLONE_LIMIT", 2**18)
    monkeypatch.setattr(git, "_size", lambda _: 0)
    _, [line] = listed(roster, only=["huge"])
    assert "it is larger than 0 MiB" in line


@contextlib.contextmanager
def silent_server():
    """One that takes calls, and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"git://127.0.0.1:{server.getsockname()[1]}/x"


def test_one_that_takes_too_long_is_given_up_with_all_that_it_started(
    roster, monkeypatch, tmp_path
):
    monkeypatch.setattr(git, "CLONE_SECONDS", 1)
    with silent_server() as address:
        path = table(tmp_path / "class.csv", {"a": address, "b": address})
        start = time.monotonic()
        _, left_out = listed(path)
    assert time.monotonic() - start < 10
    assert [line.split(": ")[-1] for line in left_out] == [
        "cloning it takes longer than 1 seconds; it was scored 0"
    ] * 2


def test_one_that_has_grown_past_the_limit_is_ended_meanwhile(tmp_path, monkeypatch):
    monkeypatch.setattr(git, "CLONE_LIMIT", 2**20)
    (tmp_path / "tmp_pack").write_bytes(bytes(2**20 + 1))
    with silent_server() as address, pytest.raises(Unfetched, match="it is larger than 1 MiB"):
        clone(address, git.REMOTE, "", tmp_path, lambda: False)


def test_a_clone_ends_when_the_run_does(tmp_path):
    stopped = threading.Event()
    threading.Timer(0.3, stopped.set).start()
    start = time.monotonic()
    with silent_server() as address, pytest.raises(Unfetched, match="the run was stopped"):
        clone(address, git.REMOTE, "", tmp_path, stopped.is_set)
    assert time.monotonic() - start < 10


def test_names_of_any_bytes_are_there(roster):
    with list_repositories(roster, only=["bytes"]) as listing:
        files = listing.students[0].place.files()
    assert set(files) == {"sigmoid.py", os.fsdecode(ODD)}


def test_a_path_begins_where_the_table_is_and_needs_no_server(host, tmp_path):
    shutil.copytree(host[0] / "late", tmp_path / "some where" / "late")
    rows = {"a": "some where/late", "b": f"file://{host[0]}/late", "c": "nowhere"}
    found, left_out = listed(table(tmp_path / "class.csv", rows))
    assert [found[one].codes["sigmoid"].parts[0].source for one in "ab"] == [SLIP, SLIP]
    assert len(left_out) == 1
    assert "c: nowhere: git can't clone it (repository" in left_out[0]


def test_a_repository_reached_by_the_network_leads_to_no_path(host, tmp_path, monkeypatch):
    """Whatever the address is made into on the way."""
    config = tmp_path / "config"
    config.write_text(f'[url "{host[0]}/"]\n\tinsteadOf = git://example.org/\n')
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(config))
    _, [line] = listed(table(tmp_path / "class.csv", {"a": "git://example.org/late"}))
    assert "transport 'file' not allowed" in line


@pytest.mark.parametrize(
    "tree",
    [
        pytest.param(b"100644 ../sigmoid.py\0", id="a path that leads out"),
        pytest.param(b"100644 ..\0", id="the folder above"),
        pytest.param(b"100644 \0", id="no name"),
        pytest.param(b"40000 sigmoid.py\0", id="a file that is called a folder"),
        pytest.param(b"100644 sigmoid.py\0\0", id="cut off"),
        pytest.param(b"160000 sigmoid.py\0", id="a submodule in a file's place"),
        pytest.param(b"777777 sigmoid.py\0", id="no such mode"),
    ],
)
def test_a_tree_that_no_git_makes_gives_no_code_and_no_trouble(tree, tmp_path):
    repository = Repository(tmp_path / "odd")
    blob = b"" if tree.endswith(b"\0\0") else bytes.fromhex(repository.blob(RIGHT))
    repository.commit_tree(tree + blob)
    found, _ = listed(table(tmp_path / "class.csv", {"a": "odd"}))
    assert found["a"].codes == {}


def test_folders_without_end_end(tmp_path):
    """Ten in each of ten in each of ten..., all of them the same: a kilobyte in a clone."""
    repository = Repository(tmp_path / "bomb")
    last = bytes.fromhex(repository.blob(RIGHT))
    tree = b"100644 sigmoid.py\0" + last
    for _ in range(12):
        words = ("hash-object", "-t", "tree", "-w", "--stdin")
        below = bytes.fromhex(repository.git(*words, data=tree))
        tree = b"".join(b"40000 %02d\0" % number + below for number in range(10))
    tree += b"100644 sigmoid.py\0" + last
    repository.commit_tree(tree)
    start = time.monotonic()
    found, _ = listed(table(tmp_path / "class.csv", {"a": "bomb"}))
    assert found["a"].codes["sigmoid"].parts[0].source == RIGHT
    assert time.monotonic() - start < 20


def test_a_file_that_is_too_large_is_refused_and_the_others_are_read(tmp_path):
    repository = Repository(tmp_path / "large")
    repository.commit({"sigmoid.py": b"#" * (2**20 + 1), "training.py": TRAINING})
    found, _ = listed(table(tmp_path / "class.csv", {"a": "large"}))
    assert found["a"].unreadable["sigmoid"] == ("sigmoid.py", "it is larger than 1 MiB")
    assert found["a"].codes["training"].parts[0].source == TRAINING


def test_the_files_beside_can_be_imported(tmp_path):
    Repository(tmp_path / "more").commit({"sigmoid.py": RIGHT, "common/a.py": b"A = 1\n"})
    found, _ = listed(table(tmp_path / "class.csv", {"a": "more"}))
    assert found["a"].codes["sigmoid"].modules == {"common/a.py": b"A = 1\n"}


def test_a_clone_that_is_damaged_meanwhile_fails_that_student_only(roster):
    with list_repositories(roster, only=["s00", "s01"]) as listing:
        first, second = listing.students
        clones = first.place.place.read.args[0]
        shutil.rmtree(clones / "objects")
        assert read_submission(first, ["sigmoid"]).unreadable["sigmoid"] == (
            "sigmoid.py", "it can't be read (the repository is damaged)",
        )  # fmt: skip
        assert read_submission(second, ["sigmoid"]).codes["sigmoid"].parts[0].source == SLIP


def test_a_repository_whose_objects_have_longer_names_is_read(tmp_path):
    Repository(tmp_path / "sha", "main", "--object-format=sha256").commit({"sigmoid.py": RIGHT})
    found, _ = listed(table(tmp_path / "class.csv", {"a": "sha"}))
    assert found["a"].codes["sigmoid"].parts[0].source == RIGHT


def test_a_commit_whose_time_is_none_fails_with_that(tmp_path):
    repository = Repository(tmp_path / "odd")
    repository.commit({"sigmoid.py": RIGHT})
    text = repository.git("cat-file", "commit", "HEAD") + "\n"
    text = text.replace(f"{int(datetime(2026, 12, 1, 10, tzinfo=UTC).timestamp())} +0000",
                        "99999999999999999 +0000")  # fmt: skip
    words = ("hash-object", "-t", "commit", "-w", "--literally", "--stdin")
    repository.git("update-ref", "HEAD", repository.git(*words, data=text.encode()))
    _, [line] = listed(table(tmp_path / "class.csv", {"a": "odd"}), None)
    assert "the time of its commit" in line


# --- the table -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("", ["1: the column 'student' is missing", "1: the column 'repository' is missing"]),
        ("student,repository\n", ["1: it lists nobody"]),
        ("student,repository,colour\n", ["1: there is no column 'colour'"]),
        ("student,repository\ns1,\n,x\n", ["2: s1 has no repository; give", "3: nobody's name"]),
        ("Student;REPO\ns1;x\nS1;y\n", ["3: S1 is listed twice"]),
        ("student,repository\ns1,-u./x\n", ["2: the repository '-u./x' is no address"]),
        ("student,repository\ns1,ext::sh -c true\n", ["2: the repository 'ext::sh -c true'"]),
        ("student,repository\ns1,ftp://x/y\n", ["2: the repository 'ftp://x/y' is no"]),
        ("student,repository\ns1,ftp://me:secret@x/y\n", ["2: the repository 'ftp://x/y' is no"]),
        ('student,repository\ns1,"https://x/\ty"\n', ["2: the repository 'https://x/\\\\ty' is"]),
    ],
)  # fmt: skip
def test_each_mistake_in_the_table_is_named_with_its_line(text, problems, tmp_path):
    path = tmp_path / "class.csv"
    path.write_text(text)
    with pytest.raises(GraderError) as caught:
        read_repositories(path)
    lines = str(caught.value).splitlines()
    assert len(lines) == len(problems)
    for line, problem in zip(lines, problems, strict=True):
        assert f"class.csv:{problem}" in line


@pytest.mark.parametrize(
    ("address", "protocols"),
    [
        ("https://example.org/a.git", git.REMOTE),
        ("ssh://git@example.org/a", git.REMOTE),
        ("git@example.org:a/b.git", git.REMOTE),
        ("[::1]:a", git.REMOTE),
        ("file:///srv/a", git.LOCAL),
        ("/srv/a", git.LOCAL),
        ("./a:b", git.LOCAL),
        ("a b", git.LOCAL),
    ],
)
def test_git_may_go_where_the_address_says_and_nowhere_else(address, protocols, tmp_path):
    [one] = read_repositories(table(tmp_path / "class.csv", {"s1": address}))
    assert one.protocols == protocols


def test_a_password_in_an_address_is_shown_to_nobody(tmp_path, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    path = table(tmp_path / "class.csv", {"a": "http://me:secret@localhost:1/x.git"})
    found, left_out = listed(path)
    assert "http://localhost:1/x.git" in left_out[0]
    assert "secret" not in f"{found} {left_out}"


# --- the command ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["x", "--from-git", "t.csv"], "either SUBMISSIONS, or a table", id="both"),
        pytest.param(["x", "--before", BEFORE], "--before is for --from-git", id="before alone"),
        pytest.param(["--from-git", "t.csv", "--layout", "canvas"], "--from-git needs none",
                     id="a layout"),
        pytest.param(["--from-git", "t.csv", "--before", "2026-12-01T23:59"],
                     "is no time with an offset, such as 2026-12-01T23:59+09:00", id="no zone"),
        pytest.param(["--from-git", "t.csv", "--before", "noon"], "is no time", id="no time"),
        pytest.param(["--from-git", "t.csv"], "t.csv: it can't be read", id="no table"),
    ],
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_one_clear_line(arguments, words, tmp_path):
    words_ = [*arguments, "--out", tmp_path, "--course", ROOT / "solutions", "--no-report"]
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", *map(str, words_)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert words in done.stderr.splitlines()[-1]


def test_without_git_it_says_how_to_get_it(roster, monkeypatch):
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(GraderError, match="git isn't installed, .* apt install git"):
        listed(roster)
