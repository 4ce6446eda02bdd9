"""The processes in which a class is graded."""

import os

from grader.venue import _pool

CORES = os.sched_getaffinity(0)


def cores_of(processes):
    """The cores on which the processes of a pool may run, as often as they answered."""
    with _pool(processes) as pool:
        tasks = [pool.submit(os.sched_getaffinity, 0) for _ in range(4 * processes)]
        return [task.result() for task in tasks]


def test_where_there_is_a_process_for_each_core_it_stays_there():
    found = cores_of(len(CORES))
    assert all(len(cores) == 1 for cores in found)
    assert set.union(*found) <= CORES
    assert os.sched_getaffinity(0) == CORES


def test_else_the_system_chooses():
    assert cores_of(len(CORES) + 1) == [CORES] * 4 * (len(CORES) + 1)
