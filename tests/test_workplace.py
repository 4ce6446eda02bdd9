"""A run's folder goes with the run, whenever that ends."""

import os
import subprocess
import sys

from grader.workplace import SWEEPER


def test_a_grader_that_ends_before_it_hears_of_its_folder_leaves_none(tmp_path):
    ours, theirs = os.pipe()
    os.close(ours)  # nobody hears the folder's name any more
    sweeper = subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", SWEEPER, tmp_path],
        stdin=subprocess.PIPE, stdout=theirs, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(theirs)
    _, errors = sweeper.communicate()
    assert (sweeper.returncode, errors) == (0, b"")
    assert list(tmp_path.iterdir()) == []
