"""No room for the results, or no right to write them: said, and nothing is lost."""

import resource

import pytest
from faults.runs import Run, obey_modes, with_mounts

from grader.results_file import read_results

ROOM = 24 * 1024
"""Bytes: enough for some students' results and not for the class's."""
LONG_FILE_SIZE, LONG_TMPFS = (
    pytest.param(how, marks=pytest.mark.long) for how in ("file size", "tmpfs")
)


def limit_file_size():
    hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, hard))


def run_without_room(how, tmp_path, arguments, out):
    """Grade into `out` until there is no more room; what it held is there afterwards."""
    if how == "file size":
        return Run(tmp_path / "tmp", *arguments, before=limit_file_size)
    inside = tmp_path / "disk"
    inside.mkdir()
    script = (
        f"mount -t tmpfs -o size={ROOM} tmpfs {inside} && cp -a {out}/. {inside} && "
        f"""{{ "$@"; status=$?; rm -f {out}/*; cp -a {inside}/. {out}; exit $status; }}"""
    )
    arguments = [inside if word == out else word for word in arguments]
    return Run(tmp_path / "tmp", *arguments, prefix=with_mounts(script))


def assert_refused(run, *words):
    assert run.wait() == 2
    [last] = [line for line in run.errors.splitlines() if not line.startswith("[")]
    for word in ("grader: ", *words):
        assert word in last
    assert run.leftovers() == []


@pytest.mark.parametrize("how", ["tmpfs", LONG_FILE_SIZE])
def test_a_full_disk_ends_the_run_and_keeps_what_was_graded(how, quick, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    arguments = quick.arguments(out, 1)
    run = run_without_room(how, tmp_path, arguments, out)
    reason = {"tmpfs": "No space left on device", "file size": "File too large"}[how]
    assert_refused(
        run, "results.jsonl: it can't be written", reason, "is kept", "the same command again"
    )
    kept = read_results(out / "results.jsonl")
    assert 0 < len(kept) < len(quick.by_student)
    assert all(result == quick.by_student[result.student] for result in kept)
    assert {path.name for path in out.iterdir()} == {"graded.jsonl", "results.jsonl"}
    quick.check_again(tmp_path / "tmp", out)


@pytest.mark.parametrize("how", ["file size", LONG_TMPFS])
def test_a_full_disk_costs_no_older_result(how, quick, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    older = quick.results.replace(b'"s02"', b'"s11"')[: ROOM - 4096]
    (out / "results.jsonl").write_bytes(older)
    run = run_without_room(how, tmp_path, quick.arguments(out, 1), out)
    assert run.wait() == 2
    assert "it can't be written" in run.errors
    kept = (out / "results.jsonl").read_bytes()
    assert kept[: older.rindex(b"\n")] == older[: older.rindex(b"\n")]
    assert "s11" in {result.student for result in read_results(out / "results.jsonl")}
    quick.check_again(tmp_path / "tmp", out)


@pytest.mark.parametrize(
    ("name", "prepare", "words"),
    [
        pytest.param("results.jsonl", lambda path: path.parent.chmod(0o500),
                     ["it can't be written: Permission denied", "--out"], id="read-only folder"),
        pytest.param("results.jsonl", lambda path: path.mkdir(),
                     ["it can't be written: Is a directory"], id="folder for the results"),
        pytest.param("scores.csv", lambda path: path.mkdir(),
                     ["it can't be written: Is a directory"], id="folder for the scores"),
        pytest.param("results.jsonl", lambda path: path.write_bytes(b'{"student": "s01"}\n'),
                     [":1: this is no result", "move the file away"], id="no results"),
    ],
)  # fmt: skip
def test_what_is_in_the_way_is_named(name, prepare, words, quick, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    prepare(out / name)
    one = quick.of(["s10"], tmp_path / "one")
    run = Run(tmp_path / "tmp", *one.arguments(out, 1), before=obey_modes)
    assert_refused(run, str(out / name), *words)
    if name == "scores.csv":
        assert (out / "results.jsonl").read_bytes() == one.results
    elif (out / name).is_file():
        assert (out / name).read_bytes() == b'{"student": "s01"}\n'


def test_a_torn_last_line_is_no_obstacle(quick, tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.jsonl").write_bytes(quick.results[:-3000] + b"\0" * 100)
    quick.check_again(tmp_path / "tmp", out)


def test_no_room_for_temporary_files_is_said(quick, tmp_path):
    temporary = tmp_path / "tmp"
    script = f"""mount -t tmpfs -o size=16k tmpfs {temporary} && exec "$@" """
    command = quick.arguments(tmp_path / "out", 1)
    run = Run(temporary, *command, prefix=with_mounts(script))
    assert_refused(run, "can't be copied to", str(temporary), "No space left on device")


def test_temporary_files_that_find_no_more_room_later_cost_nobody_anything(quick, tmp_path):
    temporary = tmp_path / "tmp"
    script = f"""
        mount -t tmpfs -o size=8m tmpfs {temporary} || exit 9
        (until grep -qs s01 {tmp_path}/out/results.jsonl; do sleep 0.02; done
         cat /dev/zero > {temporary}/fill 2>/dev/null) &
        "$@"; status=$?; wait; rm {temporary}/fill || exit 8; exit $status
    """
    out = tmp_path / "out"
    run = Run(temporary, *quick.arguments(out, 1), prefix=with_mounts(script))
    assert run.wait() == 0, run.errors
    assert (out / "results.jsonl").read_bytes() == quick.results


def test_a_log_that_cannot_be_written_ends_no_run(quick, tmp_path):
    run = Run(tmp_path / "tmp", *quick.arguments(tmp_path / "out", 1), log="/dev/full")
    assert run.wait() == 0
    quick.check(tmp_path / "out")
