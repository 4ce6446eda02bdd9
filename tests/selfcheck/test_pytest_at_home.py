"""``pytest`` as it is, in a student's folder."""

import re

from conftest import ROOT


def test_right_work_passes(bundle, hand_in, run):
    hand_in(bundle, "training")
    status, text = run(bundle / "training", "pytest", "-q")
    assert status == 0, text


def test_a_failure_shows_what_a_student_can_use_and_nothing_of_the_graders(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    file = bundle / "sigmoid" / "sigmoid.py"
    file.write_text(file.read_text().replace("return dout *", "return 2 * dout *"))
    status, text = run(bundle / "sigmoid", "pytest", "-q", "-p", "no:cacheprovider")
    assert status == 1
    assert "1 failed, 2 passed" in text
    assert "backward gives the slope y (1 - y) of each hidden unit" in text
    assert "[0, 0] should be 0.241300709 and is 0.482601417." in text
    assert "Yours is 2 times too large" in text
    assert not re.search(r"assert_gradient|grader/|Mismatch", text)


def test_what_the_code_prints_is_shown_as_pytest_shows_it(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    file = bundle / "sigmoid" / "sigmoid.py"
    file.write_text(
        file.read_text().replace("return dout *", 'print("dout is", dout); return -dout *')
    )
    _, text = run(bundle / "sigmoid", "pytest", "-q")
    assert "Captured stdout call" in text
    assert "dout is [[1. 1.]]" in text


def test_a_missing_file_is_one_sentence(bundle, run):
    (bundle / "sigmoid" / "sigmoid.py").unlink()
    (bundle / "sigmoid" / "sigmoid.ipynb").unlink()
    status, text = run(bundle / "sigmoid", "pytest", "-q")
    assert status == 1
    assert "sigmoid.py: there is no such file" in text
    assert "grader/" not in text


def test_a_file_that_cannot_be_loaded_says_so_for_every_check(bundle, run):
    (bundle / "sigmoid" / "sigmoid.py").write_text("import nunpy\n")
    status, text = run(bundle / "sigmoid", "pytest", "-q")
    assert status == 1
    assert text.count("Not run through, line 1 of your file: ModuleNotFoundError: nunpy") == 3


def test_in_a_course_a_submission_must_be_named(run):
    status, text = run(ROOT / "solutions" / "sigmoid", "pytest", "-q", "-p", "no:cacheprovider")
    assert status == 1
    assert "no submission to check: name a student's folder with --submission" in text
