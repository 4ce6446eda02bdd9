"""The warm session runs checks as pytest itself would, again and again."""

import contextlib
import subprocess
import sys
import textwrap
import time

import pytest
from _pytest.runner import runtestprotocol
from conftest import ROOT, copy_course, source_of

from grader.course_folder import read_course
from grader.errors import CourseError
from grader.examiner.examiner import Examiner
from grader.examiner.run import ExerciseRun
from grader.examiner.session import Session
from grader.intake import Submission
from grader.intake.code import Code
from grader.results import Result
from grader.sandbox.host import Sandbox


def test_outcomes_agree_with_pytests_own_protocol(course, confinement):
    with (
        contextlib.closing(Session(course)) as session,
        contextlib.closing(Sandbox(confinement)) as sandbox,
    ):
        for student in ("s01", "s02", "s03", "s04"):
            exercise = course.exercises[0]
            items = session.checks(exercise)
            outcomes = {}
            for way in ("ours", "pytest's"):
                code = Code.script("sigmoid.py", source_of(student, "sigmoid").encode())
                session.seat.run = ExerciseRun(sandbox, exercise, code)
                session.seat.run.load()
                passed = []
                for item, following in zip(items, (*items[1:], None), strict=True):
                    if way == "ours":
                        passed.append(session.run(item, following, 5.0) is None)
                    else:
                        reports = runtestprotocol(item, log=False, nextitem=following)
                        passed.append(all(report.passed for report in reports))
                outcomes[way] = passed
                session.seat.run.close()
            assert outcomes["ours"] == outcomes["pytest's"]


def exercise_with(folder, hidden, public=None, points=3):
    """A course of one exercise, `tiny`, with the check files given."""
    course = folder / "solutions"
    tiny = course / "tiny"
    tiny.mkdir(parents=True)
    (course / "course.toml").write_text('title = "t"\nseed = 1\nexercises = ["tiny"]\n')
    (tiny / "exercise.toml").write_text(
        f'title = "Tiny"\npoints = {points}\nsources = []\n[limits]\ncheck_seconds = 0.3\n'
    )
    (tiny / "tiny.py").write_text("def f(x):\n    return x + 1\n")
    (tiny / "misconceptions.py").write_text("")
    (tiny / "test_public.py").write_text(textwrap.dedent(public or ""))
    (tiny / "test_hidden.py").write_text(textwrap.dedent(hidden))
    return course


def graded_with(course, confinement, *sources):
    with contextlib.closing(Examiner(read_course(course), confinement)) as examiner:
        return [
            examiner.grade(Submission(f"s{n}", {"tiny": Code.script("tiny.py", source.encode())}))
            for n, source in enumerate(sources)
        ]


def outcomes(result: Result):
    return {check.id: check.outcome for check in result.exercises[0].checks}


RIGHT = "def f(x): return x + 1"


def test_without_asserts_nothing_is_graded(tmp_path):
    hidden = """
    import pytest
    @pytest.mark.points(3)
    def test_f(student):
        \"\"\"f is right\"\"\"
        assert student.f(1) == 2
    """
    course = exercise_with(tmp_path, hidden)
    folder = tmp_path / "class" / "s1"
    folder.mkdir(parents=True)
    (folder / "tiny.py").write_text("def f(x): return 0")
    command = [*(sys.executable, "-O", "-m", "grader", "grade", folder.parent)]
    command += ["--out", tmp_path / "out", "--course", course]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "leaves out asserts" in done.stderr


def test_what_is_no_pass_is_no_mark(tmp_path, confinement):
    """Skipping, exiting, breaking: a point needs a check that ran to its end."""
    course = exercise_with(
        tmp_path,
        '''
        import pytest
        import sys

        @pytest.mark.points(0.5)
        def test_skips(student):
            """skips"""
            pytest.skip("no reason")

        @pytest.mark.points(0.5)
        def test_leaves(student):
            """leaves"""
            sys.exit(0)

        @pytest.mark.points(0.5)
        def test_leaves_pytest(student):
            """leaves pytest"""
            pytest.exit("bye")

        @pytest.mark.points(0.5)
        def test_is_broken(student):
            """is broken"""
            raise ZeroDivisionError("secret 123")

        @pytest.mark.points(0.5)
        def test_asks_for_a_fixture_that_is_not_there(student, nothing):
            """asks for a fixture that is not there"""

        @pytest.mark.points(0.5)
        def test_is_right(student):
            """is right"""
            assert student.f(1) == 2
        ''',
    )
    [result] = graded_with(course, confinement, RIGHT)
    assert result.score == 0.5
    assert [o for o in outcomes(result).values() if o == "passed"] == ["passed"]
    assert len(result.problems) == 5
    assert "secret" not in "".join(check.message for check in result.exercises[0].checks)


def test_a_fixture_of_the_check_file_is_made_afresh(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.fixture
        def box():
            return []

        @pytest.mark.points(3)
        def test_box(student, box):
            """the box is empty"""
            box.append(student.f(len(box)))
            assert box == [1]
        ''',
    )
    results = graded_with(course, confinement, *[RIGHT] * 3)
    assert [result.score for result in results] == [3, 3, 3]


def test_cases_share_the_points(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(3)
        @pytest.mark.parametrize("x", [1, 2])
        @pytest.mark.parametrize("y", [3, 4, 5])
        def test_sum(student, x, y):
            """the sum"""
            assert student.f(x) + y == x + 1 + y and x == 1
        ''',
    )
    [result] = graded_with(course, confinement, RIGHT)
    assert result.score == 1.5
    assert [check.max_score for check in result.exercises[0].checks] == [0.5] * 6


def test_after_two_timeouts_a_check_gets_half_a_second_and_the_exercise_its_time(
    tmp_path, confinement
):
    text = "".join(
        f'''
@pytest.mark.points(0.5)
def test_{n}(student):
    """check {n}"""
    student.f({n})
'''
        for n in range(6)
    )
    course = exercise_with(tmp_path, f"import pytest\n{text}")
    toml = course / "tiny" / "exercise.toml"
    toml.write_text(toml.read_text().replace("0.3", "0.8\nexercise_seconds = 2.4"))
    started = time.monotonic()
    [result] = graded_with(course, confinement, "def f(x):\n    while True: pass\n")
    assert time.monotonic() - started < 10
    messages = [check.message for check in result.exercises[0].checks]
    assert [check.outcome for check in result.exercises[0].checks] == ["timeout"] * 6
    assert "0.8 s" in messages[0]
    assert "0.8 s" in messages[1]
    assert "0.5 s" in messages[2]
    assert messages[-1].startswith("Not run")


def test_whoever_comes_after_one_who_ran_out_of_time_loses_nothing(tmp_path, confinement):
    """The checks that weren't run share a file with the last one that was."""
    course = read_course(copy_course(tmp_path, "check_seconds = 0.4\nexercise_seconds = 1.6\n"))
    right = source_of("s01", "sigmoid")
    loops = "class Sigmoid:\n    def forward(self, x):\n        while True: pass\n"
    with contextlib.closing(Examiner(course, confinement)) as examiner:
        late, after = (
            examiner.grade(
                Submission(name, {"sigmoid": Code.script("sigmoid.py", source.encode())})
            ).exercises[0]
            for name, source in (("late", loops), ("after", right))
        )
    assert late.checks[-1].message.startswith("Not run")
    assert [check.id for check in after.checks if check.outcome != "passed"] == []


def test_the_looping_check_costs_only_itself(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(1)
        def test_a(student):
            """a"""
            assert student.f(1) == 2

        @pytest.mark.points(1)
        def test_b(student):
            """b"""
            assert student.f(0) == 1

        @pytest.mark.points(1)
        def test_c(student):
            """c"""
            assert student.f(2) == 3
        ''',
    )
    [result] = graded_with(
        course, confinement, "def f(x):\n    while x == 0: pass\n    return x + 1\n"
    )
    assert list(outcomes(result).values()) == ["passed", "timeout", "passed"]


def test_chance_comes_from_the_seed_and_the_check_alone(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(3)
        @pytest.mark.parametrize("n", [1, 2, 3])
        def test_drawn(student, rng, n):
            """drawn"""
            student.f(float(rng.normal()))
        ''',
    )
    seen = "seen = []\ndef f(x):\n    seen.append(x)\n    raise ValueError(repr(seen))\n"
    first, second = graded_with(course, confinement, seen, seen)
    assert first.exercises == second.exercises

    def draws(folder):
        with contextlib.closing(Session(read_course(folder))) as session:
            numbers = []

            class Run:
                def student(self, check):
                    class Student:
                        f = staticmethod(numbers.append)

                    return Student()

                def settle(self):
                    pass

                def recalled(self, check):
                    return None

                def remember(self, check, raised):
                    pass

            session.seat.run = Run()
            items = session.checks(session.seat.course.exercises[0])
            for item in (*items, *items[::-1]):
                session.run(item, None, 5.0)
            return numbers

    drawn = draws(course)
    assert drawn[:3] == drawn[3:][::-1]
    assert len(set(drawn)) == 3
    (course / "course.toml").write_text('title = "t"\nseed = 2\nexercises = ["tiny"]\n')
    assert not set(drawn) & set(draws(course))


def test_a_check_file_that_does_not_import_is_an_unusable_course(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest
        import no_such_module

        @pytest.mark.points(3)
        def test_a(student):
            """a"""
        ''',
    )
    with pytest.raises(
        CourseError, match="test_hidden.py:3: it can't be collected.*no_such_module"
    ):
        Session(read_course(course))


def test_a_reference_that_does_not_load_is_an_unusable_course(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(3)
        def test_a(student):
            """a"""
        ''',
    )
    (course / "tiny" / "tiny.py").write_text("import no_such_module\n")
    with pytest.raises(CourseError, match="tiny.py: it can't be loaded: ModuleNotFoundError"):
        Examiner(read_course(course), confinement)


def test_pytests_variables_of_the_user_are_left_out(course, monkeypatch):
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing --nonsense")
    monkeypatch.setenv("PYTEST_PLUGINS", "no_such_plugin")
    with contextlib.closing(Session(course)) as session:
        assert all(session.checks(exercise) for exercise in course.exercises)


def test_a_conftest_in_the_course_is_not_run(tmp_path):
    course = copy_course(tmp_path)
    (course / "conftest.py").write_text("raise SystemExit('conftest was run')")
    with contextlib.closing(Session(read_course(course))) as session:
        assert session.checks(session.seat.course.exercises[0])


def test_sleeping_uses_up_the_exercise_on_the_wall_clock(tmp_path, confinement):
    text = "".join(
        f'''
@pytest.mark.points(0.5)
def test_{n}(student):
    """check {n}"""
    assert student.f({n}) == {n + 1}
'''
        for n in range(6)
    )
    course = exercise_with(tmp_path, f"import pytest\n{text}")
    toml = course / "tiny" / "exercise.toml"
    toml.write_text(toml.read_text().replace("0.3", "0.4\nexercise_seconds = 0.8"))
    [result] = graded_with(
        course, confinement, "import time\ndef f(x):\n    time.sleep(0.9)\n    return x + 1\n"
    )
    found = [check.outcome for check in result.exercises[0].checks]
    assert found == ["passed", "passed", "timeout", "timeout", "timeout", "timeout"]
    assert result.exercises[0].checks[-1].message.startswith("Not run")


def test_a_check_that_never_ends_on_this_side_is_ended(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(1.5)
        def test_a(student):
            """a"""
            while student.f:
                pass

        @pytest.mark.points(1.5)
        def test_b(student):
            """b"""
            assert student.f(1) == 2
        ''',
    )
    [result] = graded_with(course, confinement, RIGHT)
    assert [check.outcome for check in result.exercises[0].checks] == ["error", "passed"]
    assert "too much to look through" in result.exercises[0].checks[0].message


def test_what_calls_back_without_end_costs_the_next_check_nothing(tmp_path, confinement):
    course = exercise_with(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(1.5)
        def test_a(student):
            """a"""
            student.f(lambda number: number, 1)

        @pytest.mark.points(1.5)
        def test_b(student):
            """b"""
            assert student.f(lambda number: number + 1, 2) == 3
        ''',
    )
    text = RIGHT.replace("def f(", "def of_old(") + (
        "\ndef f(g, n):\n    while n == 1:\n        g(0)\n    return g(n)\n"
    )
    [result] = graded_with(course, confinement, text)
    first, second = (check.outcome for check in result.exercises[0].checks)
    assert first in ("error", "timeout")  # whose time is up first: the grader's or the worker's
    assert second == "passed"
