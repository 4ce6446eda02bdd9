"""One submission's work is none of the next one's business, and nothing of it adds up."""

import os
import textwrap

import pytest
from conftest import source_of
from hostile.entries import CLASS

RIGHT = source_of("s01", "sigmoid")


def test_one_students_state_does_not_reach_the_next(graded):
    """Class attributes, patched modules, threads and files of one submission end with it."""
    dirty = RIGHT + textwrap.dedent("""
    import builtins, os, sys, threading
    builtins.left = np.left = sys.left = "left"
    np.exp = lambda x: x
    open("left", "w").write("left")
    threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
    """)
    clean = RIGHT + textwrap.dedent("""
    import builtins, os, sys
    if any(hasattr(place, "left") for place in (builtins, np, sys)) or os.listdir("."):
        raise RuntimeError("something was left")
    """)
    graded(sigmoid=dirty)
    assert graded(sigmoid=clean).score == 7


def memory_kib() -> int:
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024


@pytest.mark.parametrize("count", [60, pytest.param(2000, marks=pytest.mark.long)])
def test_memory_and_descriptors_stay_flat(graded, count):
    """Right, wrong, crashing and dead submissions in turn; the first quarter warms up."""
    kinds = [
        {"sigmoid": RIGHT, "training": source_of("s01", "training")},
        {"sigmoid": source_of("s03", "sigmoid"), "training": source_of("s03", "training")},
        {"sigmoid": source_of("s04", "sigmoid"), "training": source_of("s04", "training")},
        {"sigmoid": (CLASS / "exits_in_a_call" / "sigmoid.py").read_text()},
    ]
    before = descriptors = 0
    for number in range(count):
        graded(**kinds[number % len(kinds)])
        if number == count // 4:
            before, descriptors = memory_kib(), len(os.listdir("/proc/self/fd"))
    assert len(os.listdir("/proc/self/fd")) <= descriptors + 1
    assert memory_kib() - before < 8 * 1024  # a megabyte a hundred submissions would be 15 MiB
