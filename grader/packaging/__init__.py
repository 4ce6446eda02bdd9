"""The grader and a course in one archive, for a place that grades by itself.

::

    setup.sh            installs what it takes; run once, when the place makes its image
    run_autograder      grades one submission and writes results.json
    failed.json         what results.json says until a submission is graded
    course/             course.toml, and the exercises that are graded
    wheels/             the grader, and with ``--wheels`` all that it needs

The archive holds hidden checks and references: it is for instructors.
"""

from grader.packaging.autograder import make_autograder

__all__ = ["make_autograder"]
