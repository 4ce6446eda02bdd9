"""``grader check`` in a student's folder: what they read, and what it makes of trouble."""

import os
import re
import signal
import subprocess
import sys
import time

import pytest
from conftest import ROOT

from grader.bundle import find_exercises
from grader.selfcheck import Home

RIGHT = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()


@pytest.fixture
def check(bundle):
    """Checks a sigmoid given as text."""

    def check(source):
        (bundle / "sigmoid" / "sigmoid.py").write_text(source)
        home = Home(find_exercises(bundle, ["sigmoid"]))
        [checked] = home.check_all()
        home.close()
        return checked.result

    return check


def messages(result):
    return "\n".join(check.message for check in result.checks)


def test_right_work_passes_and_the_rest_of_the_points_is_named(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    status, text = run(bundle / "sigmoid", "grader", "check")
    assert status == 0
    assert text.startswith(
        "sigmoid: 2.5 of 2.5 points, and 4.5 that are checked once you hand in\n  passed  [1/1] "
    )


def test_without_a_name_every_exercise_is_checked_in_the_courses_order(bundle, hand_in, run):
    hand_in(bundle, "sigmoid", "training")
    status, text = run(bundle, "grader", "check")
    assert status == 1
    assert re.findall(r"^(\w+): ([\d.]+) of", text, re.MULTILINE) == [
        ("sigmoid", "2.5"),
        ("affine", "0"),
        ("training", "3"),
    ]
    assert text.rstrip().endswith("Together 5.5 of 9 points.")


def test_without_a_name_what_isnt_begun_takes_a_line_and_the_rest_is_as_with_a_name(
    bundle, hand_in, run
):
    hand_in(bundle, "affine")
    _, affine = run(bundle, "grader", "check", "affine")
    _, text = run(bundle, "grader", "check")
    first, _, rest = text.partition("\n\n")
    assert first == "sigmoid: 0 of 2.5 points. Not written yet in line 53 of your file."
    assert rest.startswith(affine)
    assert rest.removeprefix(affine).splitlines()[0] == (
        "training: 0 of 3 points. Not written yet in line 88 of your file."
    )
    (bundle / "sigmoid" / "sigmoid.py").write_text("input()\n" + RIGHT)
    assert "Not run through" in run(bundle, "grader", "check")[1]


def test_what_is_begun_is_shown_in_full_though_no_check_passes(bundle, run):
    path = bundle / "sigmoid" / "sigmoid.py"
    path.write_text(path.read_text().replace("raise NotImplementedError", "return 1  # Not", 1))
    _, text = run(bundle, "grader", "check")
    assert "  failed" in text.split("affine:")[0]


def test_korean_knows_what_isnt_written(check, bundle):
    (bundle / "course.toml").write_text(
        'language = "ko"\n' + (bundle / "course.toml").read_text(), encoding="utf-8"
    )
    home = Home(find_exercises(bundle, ["sigmoid"]))
    [checked] = home.check_all()
    home.close()
    assert checked.is_unwritten


def test_where_all_passes_it_says_how_to_look_further(bundle, hand_in, run):
    """The public checks of `sigmoid` ask with an upstream gradient of ones."""
    hand_in(bundle, "sigmoid")
    path = bundle / "sigmoid" / "sigmoid.py"
    path.write_text(RIGHT.replace("return dout * ", "return "))
    status, text = run(bundle, "grader", "check", "sigmoid")
    told = "Numbers can be right by accident: look at them in the graph with "
    assert (status, text.endswith(f"      {told}`grader explain sigmoid`.\n\n")) == (0, True)
    path.write_text(RIGHT.replace("return dout * ", "return 2 * "))
    assert "by accident" not in run(bundle, "grader", "check", "sigmoid")[1]
    (bundle / "sigmoid" / "graph.py").unlink()
    path.write_text(RIGHT)
    assert "by accident" not in run(bundle, "grader", "check", "sigmoid")[1]


def test_a_stub_is_told_where_to_start_once(bundle, run):
    _, text = run(bundle, "grader", "check", "sigmoid")
    assert text.count("Not written yet in line 53 of your file.") == 1
    assert 'raise NotImplementedError("Write this part, then delete this line.")' in text


def test_wrong_numbers_come_with_both_values_and_a_hint(check):
    result = check(RIGHT.replace("return dout", "return 4 * dout"))
    text = messages(result)
    assert "[0, 0] should be 0.241300709 and is 0.965202834." in text
    assert "Yours is 4 times too large: is a mean over the batch missing?" in text


def test_an_exception_comes_with_the_students_lines_and_none_of_the_graders(check, bundle):
    source = RIGHT.replace("def forward(self, x):", "def forward(self, x):\n        self.fail(x)")
    result = check(source + "\n    def fail(self, x):\n        return np.dot(x, x)\n")
    text = messages(result)
    assert "Your code raised ValueError" in text
    assert "return np.dot(x, x)" in text
    assert "self.fail(x)" in text
    files = set(re.findall(r'File "(.*?)"', text))
    assert files == {str(bundle / "sigmoid" / "sigmoid.py")}


def test_a_syntax_error_is_shown_where_it_is(check):
    result = check("import numpy as np\nclass Sigmoid:\n    def forward(self, x)\n        pass\n")
    assert result.status == "failed"
    assert "line 3" in result.message
    assert "    def forward(self, x)\n" in result.message
    assert "^" in result.message


def test_what_the_code_prints_is_shown_with_the_check_that_failed(check):
    source = RIGHT.replace(
        "def forward(self, x):", "def forward(self, x):\n        print('x is', x)"
    )
    assert not [one.printed for one in check(source).checks if one.printed]
    result = check(source.replace("return dout", "return 2 * dout"))
    printed = {one.outcome: one.printed for one in result.checks}
    assert printed == {"passed": "", "failed": "x is [[0.3775 0.3925]]"}


def test_a_flood_of_output_is_cut(check):
    result = check(RIGHT.replace("return dout", "print('y' * 10**6)\n        return -dout"))
    assert {len(one.printed) for one in result.checks if one.score == 0} == {2000}


def test_input_gets_nothing_and_says_so(check):
    [note] = check("input()\n" + RIGHT).notes
    assert note == "Not run through, line 1 of your file: EOFError: EOF when reading a line"


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("import rich.console", "rich"),
        ("if True:\n    from msgspec import json", "msgspec"),
        ("def later():\n    import torch", "torch"),
    ],
)
def test_an_import_that_grading_hasnt_is_said_once_where_it_is(check, line, name):
    result = check(f"import math, numpy.linalg\n{line}\n{line}\n{RIGHT}")
    assert result.score == 2.5
    [note] = result.notes
    number = 2 + line.count("\n")
    assert note == (
        f"In line {number} of your file, {name} is imported, which won't be there when this is "
        "graded: there are numpy, the standard library and your own files."
    )


@pytest.mark.parametrize(
    "line",
    [
        "try:\n    import torch\nexcept ImportError:\n    torch = None",
        'if __name__ == "__main__":\n    import matplotlib.pyplot as plt',
    ],
)
def test_an_import_that_grading_doesnt_need_is_no_news(check, line):
    assert check(f"{line}\n{RIGHT}").notes == ()


def test_own_files_and_what_is_handed_out_can_be_imported(bundle, check):
    (bundle / "sigmoid" / "helper.py").write_text("x = 1\n")
    assert check(f"import helper\nfrom helper import x\n{RIGHT}").notes == ()


def test_an_endless_loop_is_told_and_the_command_ends(bundle, run):
    text = (bundle / "course.toml").read_text()
    limits = "limits = {check_seconds = 0.5, exercise_seconds = 9, memory_mib = 1024}\n"
    (bundle / "course.toml").write_text(text.replace("points = 7\n", f"points = 7\n{limits}"))
    source = RIGHT.replace(
        "def forward(self, x):", "def forward(self, x):\n        while True: pass"
    )
    (bundle / "sigmoid" / "sigmoid.py").write_text(source)
    status, text = run(bundle, "grader", "check", "sigmoid")
    assert status == 1
    assert "it took longer than 0.5 s" in text
    assert "while True: pass" in text


@pytest.mark.parametrize(
    ("folder", "arguments", "told"),
    [
        ("..", [], "there is no exercise here; change to the folder"),
        (".", ["tanh"], "no exercise is called tanh; there are sigmoid, affine, training"),
        ("affine", ["sigmod"], "no exercise is called sigmod; there are"),
    ],
)
def test_a_wrong_place_or_name_is_one_sentence(bundle, run, folder, arguments, told):
    status, text = run(bundle / folder, "grader", "check", *arguments)
    assert status == 2
    assert told in text
    assert len(text.splitlines()) == 1


def test_from_one_exercises_folder_another_can_be_named(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    status, text = run(bundle / "affine", "grader", "check", "sigmoid")
    assert (status, text.split(":")[0]) == (0, "sigmoid")


def test_a_missing_file_costs_its_exercise_only(bundle, hand_in, run):
    hand_in(bundle, "sigmoid", "training")
    (bundle / "affine" / "affine.py").unlink()
    (bundle / "affine" / "affine.ipynb").unlink()
    status, text = run(bundle, "grader", "check")
    assert status == 1
    assert "affine.py: there is no such file; take it from the folder that you got" in text
    assert "Together 5.5 of 9 points." in text


def test_a_damaged_bundle_says_what_to_do(bundle, run):
    (bundle / "sigmoid" / "test_public.py").write_text("def test_")
    status, text = run(bundle, "grader", "check", "sigmoid")
    assert status == 2
    assert "test_public.py:1: it doesn't parse" in text
    assert "get the course's folder anew; your own file stays yours" in text
    (bundle / "course.toml").write_text("titel = 1")
    assert "course.toml: " in run(bundle, "grader", "check")[1]


def test_without_a_course_file_the_exercises_are_found_all_the_same(bundle, hand_in, run):
    hand_in(bundle, "sigmoid")
    (bundle / "course.toml").unlink()
    status, text = run(bundle, "grader", "check", "sigmoid")
    assert status == 0
    assert text.startswith("sigmoid: 2.5 of 2.5 points\n")


def test_nothing_of_one_exercise_reaches_the_next(bundle, hand_in, run):
    """One process checks them all: each has a ``given`` of its own, say."""
    hand_in(bundle, "sigmoid", "affine", "training")
    (bundle / "affine" / "given.py").write_text("x = 1\n")
    status, text = run(bundle, "grader", "check")
    assert status == 0, text


@pytest.fixture
def watching(bundle):
    """``grader check sigmoid --watch`` of the stub, once it says that it watches."""
    watching = subprocess.Popen(
        [sys.executable, "-u", "-m", "grader", "check", "sigmoid", "--watch"],
        cwd=bundle, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"COLUMNS": "200"},
        # in the background of a script SIGINT comes in ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    for line in watching.stdout:
        if line.startswith("Checking again"):
            break
    time.sleep(0.5)  # for the watch to be set up
    yield watching
    watching.kill()
    watching.communicate()


def test_saving_the_file_checks_again_at_once(bundle, watching):
    """Half a second for the checks of a loaded machine; alone it is a tenth of that."""
    (bundle / "sigmoid" / "sigmoid.py").write_text(RIGHT)
    lines = [next(watching.stdout) for _ in range(4)]
    assert lines[0].startswith("sigmoid: 2.5 of 2.5 points")
    watching.send_signal(signal.SIGINT)
    assert (watching.wait(20), watching.stderr.read()) == (0, "")


def test_ctrl_c_ends_the_watch_with_the_status_of_the_last_check_and_without_a_word(watching):
    watching.send_signal(signal.SIGINT)
    assert (watching.wait(20), watching.stderr.read()) == (1, "")
