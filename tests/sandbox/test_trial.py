"""What is tried first is what grades."""

import threading
import time
from pathlib import Path

import pytest

from grader.errors import ConfinementError
from grader.sandbox import confinement as policy
from grader.sandbox.allowance import Limits
from grader.sandbox.confinement import Confinement
from grader.sandbox.trial import confined_sandbox


def test_the_warm_process_that_was_tried_is_the_one_that_grades(confinement):
    with confined_sandbox() as found:
        sandbox = found.result()
        assert sandbox.confinement == confinement
        tried = sandbox._warm
        sandbox.worker(Limits())
        assert sandbox._warm is tried
        process = Path(f"/proc/{tried._handle.pid}")
        assert process.exists()
    assert not process.exists()


def test_who_leaves_before_it_is_found_leaves_no_process(confinement, tmp_path, monkeypatch):
    assert confinement.is_sufficient
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = threading.active_count()
    with pytest.raises(KeyboardInterrupt), confined_sandbox():
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())
    assert threading.active_count() <= before


def test_the_caller_goes_on_meanwhile(confinement):
    begun = time.monotonic()
    with confined_sandbox() as found:
        is_late = found.done()
        passed = time.monotonic() - begun
        assert found.result().confinement == confinement
        assert not is_late
        assert passed < time.monotonic() - begun


def test_where_nothing_confines_that_is_an_error_unless_it_is_accepted(monkeypatch):
    monkeypatch.setattr(policy, "possible", lambda: Confinement(frozenset({"rlimits"})))
    with confined_sandbox() as found, pytest.raises(ConfinementError, match="--unconfined"):
        found.result()
    with confined_sandbox(is_unconfined=True) as found:
        assert found.result().confinement == Confinement()
