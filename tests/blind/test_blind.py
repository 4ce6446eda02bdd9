"""Diagnosis on mistakes whose authors hadn't read the catalogue.

Eighty submissions, written from the assignments alone: forty with a mistake thought common, twenty
with two, twenty with an unusual one. `labels.jsonl` says what each does wrong, whether that is in
the catalogue, and which names are right to give; both judged by reading, once, by somebody else.
"""

import json
from pathlib import Path

import pytest
from conftest import ROOT

from grader.course_folder import read_course
from grader.examiner.examiner import Examiner
from grader.intake import read_submission

HERE = Path(__file__).parent
LABELS = [json.loads(line) for line in (HERE / "labels.jsonl").read_text().splitlines()]


@pytest.fixture(scope="module")
def names(confinement):
    """The misconceptions named in each submission, and its score."""
    course = read_course(ROOT / "solutions")
    examiner = Examiner(course, confinement)
    found = {}
    for label in LABELS:
        submission = read_submission(HERE / "class" / label["student"], [label["exercise"]])
        result = examiner.grade(submission)
        [exercise] = [each for each in result.exercises if each.exercise == label["exercise"]]
        assert exercise.status == "graded"
        assert exercise.score < exercise.max_score
        named = dict.fromkeys(each.misconception for each in exercise.diagnoses)
        found[label["student"]] = list(named)
    examiner.close()
    return found


def test_no_name_is_wrong(names):
    wrong = {
        label["student"]: extra
        for label in LABELS
        if (extra := set(names[label["student"]]) - set(label["right_names"]))
    }
    assert not wrong


def test_most_mistakes_in_the_catalogue_are_named(names):
    in_catalogue = sum(
        mistake["in_catalogue"] == "yes" for label in LABELS for mistake in label["mistakes"]
    )
    named = sum(
        min(
            len(set(names[label["student"]]) & set(label["right_names"])),
            sum(mistake["in_catalogue"] == "yes" for mistake in label["mistakes"]),
        )
        for label in LABELS
    )
    assert in_catalogue > 60
    assert named / in_catalogue >= 0.8, f"{named} of {in_catalogue}"
