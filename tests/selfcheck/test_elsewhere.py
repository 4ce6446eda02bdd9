"""The self-check needs nothing that Windows and macOS lack: tried with all of it taken away."""

import subprocess
import sys

import pytest

WITHOUT = """
import importlib.abc, os, select, signal, socket, sys
import numpy, pytest, rich.console  # the ways of others are theirs

class Missing(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name in {modules!r}:
            raise ModuleNotFoundError("No module named " + name, name=name)

sys.meta_path.insert(0, Missing())
for module, names in {attributes!r}.items():
    for name in names.split():
        delattr(sys.modules[module], name)
sys.platform = {platform!r} or sys.platform
import grader.cli
sys.exit(grader.cli.main({arguments!r}))
"""
MODULES = ["fcntl", "grp", "pwd", "resource", "termios", "pyseccomp", "landlockpy"]
ATTRIBUTES = {
    "os": "fork O_NOFOLLOW O_NONBLOCK O_CLOEXEC geteuid getuid killpg pidfd_open WNOHANG",
    "select": "poll epoll",
    "signal": "SIGKILL SIGHUP SIGQUIT SIGPROF SIGALRM ITIMER_PROF setitimer pidfd_send_signal",
    "socket": "recv_fds send_fds AF_UNIX",
}


@pytest.mark.parametrize(
    ("modules", "attributes", "platform"),
    [
        pytest.param(MODULES, ATTRIBUTES, "", id="without what Windows lacks"),
        pytest.param(MODULES[-2:], {"os": "pidfd_open"}, "darwin", id="as on macOS"),
    ],
)
def test_a_check_runs_where_there_is_no_sandbox(bundle, hand_in, modules, attributes, platform):
    hand_in(bundle, "sigmoid", "training")
    program = WITHOUT.format(
        modules=modules,
        attributes=attributes,
        platform=platform,
        arguments=["check", "sigmoid", "training"],
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=bundle, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Together 5.5 of 5.5 points." in done.stdout


def test_line_ends_and_signs_of_windows_are_read(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    file = bundle / "sigmoid" / "sigmoid.py"
    text = "# \N{GREEK SMALL LETTER SIGMA} \N{HANGUL SYLLABLE HAN}\n" + file.read_text()
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    status, text = run(bundle, "grader", "check", "sigmoid")
    assert status == 0, text
