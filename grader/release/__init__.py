"""The folder that students get, made from the course by nbgrader's own preprocessors.

::

    README.md                       first steps, what to hand in, how to check
    requirements.txt                what to install
    course.toml                     the order of the exercises, and what each is worth
    pytest.ini                      lets pytest run all exercises at once
    .github/workflows/check.yml     runs the public checks on every push, on GitHub
    .gitlab-ci.yml                  the same on GitLab
    <exercise>/
        <exercise>.py               the stub: prose and code, without the solution regions
        <exercise>.ipynb            the same as a notebook, with a cell at its end that checks it
        given.py                    as in the course, if the exercise hands something out
        graph.py                    as in the course, if the exercise has a graph
        graph.json                  the right numbers of the graph
        test_public.py              as in the course

The folder's ``course.toml`` is for the student's tool. It holds no seed and nothing of the hidden
checks but what all of an exercise is worth::

    title = "..."

    [[exercises]]
    name = "sigmoid"
    title = "The sigmoid as a layer"
    points = 7
    limits = { check_seconds = 5, exercise_seconds = 20, memory_mib = 1024 }

The exercises stand in the order of the course; points are those of public and hidden checks
together.

Needs the extra ``release``, which is imported here and nowhere else.
"""

from grader.release.archive import write_archive
from grader.release.bundle import make_bundle
from grader.release.folder import differences, write_folder
from grader.release.nbgrader_course import make_nbgrader_course, write_config

__all__ = [
    "differences",
    "make_bundle",
    "make_nbgrader_course",
    "write_archive",
    "write_config",
    "write_folder",
]
