"""A pytest plugin: the fixtures of the course's checks without a wall, for one submission.

``BENCH_SUBMISSION`` names the student's folder, ``BENCH_SCORES`` the file for each check's points.
It imports nothing but numpy and pytest, and what the check files import.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from pathlib import Path

import local
import numpy as np
import pytest
from local_student import LocalStudent

POINTS: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
"""By exercise and check, what each case would give if the check had no other."""


def pytest_configure(config):
    config.addinivalue_line("markers", "points(n): what a check is worth, shared by its cases")


@pytest.fixture(scope="module")
def parts(request):
    """What the checks of a file ask for, but for chance."""
    name = request.path.parent.name
    given = request.path.with_name("given.py")
    given_module = local.loaded(given, "given") if given.exists() else None
    own = Path(os.environ["BENCH_SUBMISSION"], f"{name}.py")
    return {
        "student": LocalStudent(local.loaded(own, name, given_module), given_module),
        "reference": local.loaded(request.path.with_name(f"{name}.py"), "right", given_module),
        "given": given_module,
    }


@pytest.fixture
def student(parts):
    return parts["student"]


@pytest.fixture
def reference(parts):
    return parts["reference"]


@pytest.fixture
def given(parts):
    return parts["given"]


@pytest.fixture
def rng(request):
    seed = local.course_seed() if request.path.name == local.HIDDEN else 0
    name = f"{request.path.parent.name}/{request.node.name}"
    return np.random.default_rng(local.seed_of(seed, name))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call" or report.failed:
        points = item.get_closest_marker("points").args[0]
        POINTS[item.path.parent.name][item.originalname].append(points * report.passed)
    return report


def pytest_sessionfinish():
    scores = {
        exercise: {name: sum(each) / len(each) for name, each in checks.items()}
        for exercise, checks in POINTS.items()
    }
    Path(os.environ["BENCH_SCORES"]).write_text(json.dumps(scores))
