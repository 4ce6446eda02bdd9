"""What checks ask whatever they are answered goes together, and changes nothing."""

import contextlib
import textwrap
import types
from pathlib import Path

import numpy as np
import pytest
from conftest import ROOT, source_of

from grader.course_folder import read_course
from grader.examiner import examiner as examiners
from grader.examiner import rehearsal
from grader.examiner.compare import assert_close, is_close, real_array, require
from grader.examiner.examiner import Examiner
from grader.examiner.misconceptions import read_misconceptions, variant_source
from grader.examiner.names import Names
from grader.examiner.observed import observation
from grader.examiner.rehearsal import rehearse
from grader.examiner.remote import RemoteObject, Student
from grader.examiner.session import Session
from grader.examiner.unknown import Undecided, Unknown, rehearsing
from grader.intake import Submission, read_submission
from grader.intake.code import Code
from grader.sandbox.allowance import Allowance
from grader.sandbox.connection import Worker
from grader.sandbox.conversation import Conversation
from grader.sandbox.exchange import Foreseen
from grader.sandbox.respondent import GIVEN, SUBMISSION
from grader.sandbox.wire import OBJECT, Incoming

COURSE = read_course(ROOT / "solutions")
BLIND = sorted(path for path in (ROOT / "tests" / "blind" / "class").iterdir() if path.is_dir())


@pytest.fixture(scope="module")
def session():
    with contextlib.closing(Session(COURSE)) as session:
        yield session


@pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda exercise: exercise.name)
def test_no_right_answer_is_among_what_goes_ahead(session, exercise, monkeypatch):
    """With a reference that gives other numbers everywhere the same is asked."""
    blind = rehearsal._Blind
    send = rehearsal._Reference.send

    def sent(self, frame, allowance):
        self.asked = rehearsal.unframed(frame)
        send(self, frame, allowance)

    def scrambled(self, _):
        """What comes of the submission's own functions and objects, and of all that they had."""
        structure, raw = rehearsal.divided(self._reply)
        theirs = self.__dict__.setdefault("theirs", {SUBMISSION})
        [_, kind, owner, *fields], sent_raw = self.asked
        if owner not in theirs:
            return structure, raw
        if kind == "call":
            passed = []
            Incoming(sent_raw, lambda tag, it: passed.append((tag, it))).value(fields[1])
            theirs.update(it[0] for tag, it in passed if tag == OBJECT)
        answered = rehearsal.unframed(self._reply)
        theirs.update(rehearsal._handles(observation(*answered, [])))
        noise = np.random.default_rng(0).integers(1, 255, size=len(raw), dtype=np.uint8)
        return structure, bytes(np.frombuffer(raw, dtype=np.uint8) ^ noise)

    frames = []
    for _ in range(2):
        found = {}

        class Kept(blind):
            def __init__(self, roots, found=found):
                super().__init__(roots)
                self.asked = found

        with monkeypatch.context() as patch:
            patch.setattr(rehearsal, "_Blind", Kept)
            if frames:
                patch.setattr(rehearsal._Reference, "send", sent)
                patch.setattr(rehearsal._Reference, "receive", scrambled)
                patch.setattr(rehearsal._Seeing, "conversation", no_conversation)
            rehearse(session, exercise)
        frames.append({name: [each.frame for each in asked] for name, asked in found.items()})
    assert frames[0] == frames[1]
    assert any(frames[0].values())


def no_conversation(self, check, worker):
    raise Undecided


def test_most_checks_of_the_course_go_ahead(session):
    foreseen = sum(len(kind) for each in COURSE.exercises for kind in rehearse(session, each))
    assert foreseen > 0.5 * sum(len(session.checks(each)) for each in COURSE.exercises)


@pytest.fixture
def one_by_one(confinement, monkeypatch):
    """An examiner that asks nothing ahead."""
    with contextlib.closing(Examiner(COURSE, confinement)) as examiner:
        monkeypatch.setattr(examiners, "rehearse", lambda *_: [])
        empty = read_submission(BLIND[0], [each.name for each in COURSE.exercises])
        examiner.grade(empty)
        examiner._foreseen = {each.name: [] for each in COURSE.exercises}
        monkeypatch.undo()
        yield examiner


@pytest.fixture(scope="module")
def together(confinement):
    with contextlib.closing(Examiner(COURSE, confinement)) as examiner:
        yield examiner


def test_students_get_the_same_asked_together_or_one_by_one(together, one_by_one):
    names = [each.name for each in COURSE.exercises]
    for folder in BLIND[::2]:
        submission = read_submission(folder, names)
        assert together.grade(submission) == one_by_one.grade(submission)


def test_misconceptions_get_the_same_asked_together_or_one_by_one(together, one_by_one):
    for exercise in COURSE.exercises:
        for misconception in read_misconceptions(exercise)[:4]:
            source = variant_source(exercise, misconception).encode()
            code = Code.script(f"{exercise.name}.py", source)
            submission = Submission("student", {exercise.name: code})
            assert together.grade(submission) == one_by_one.grade(submission), misconception.name


LOOPS_IN_BACKWARD = """
class Sigmoid:
    def forward(self, x):
        return x
    def backward(self, dout):
        while True:
            pass
"""
"""No check that judges forward alone comes to backward; some that were foreseen do."""


def test_a_question_that_nobody_asks_costs_nothing(graded, examiner, monkeypatch):
    with_ahead = graded(sigmoid=LOOPS_IN_BACKWARD).exercises[0]
    foreseen = examiner._foreseen["sigmoid"]
    monkeypatch.setitem(examiner._foreseen, "sigmoid", [])
    without = graded(sigmoid=LOOPS_IN_BACKWARD).exercises[0]
    assert foreseen[0]
    assert foreseen[1]
    assert [check.outcome for check in with_ahead.checks] == [
        check.outcome for check in without.checks
    ]


PRINTS = source_of("s01", "sigmoid").replace(
    "def forward(self, x):",
    "def forward(self, x):\n        print('seen', x.shape)\n        x = x + 1",
)


def test_what_is_printed_in_a_public_check_is_that_checks_own(graded):
    result = graded(sigmoid=PRINTS).exercises[0]
    printed = {check.id: check.printed for check in result.checks if check.printed}
    assert printed
    assert not any(check.printed for check in result.checks if check.hidden)
    assert all(text.count("seen") <= 2 for text in printed.values())


def test_while_public_checks_run_no_hidden_question_has_been_sent(graded, examiner, monkeypatch):
    hidden = {each.frame for asked in examiner._foreseen["sigmoid"][1].values() for each in asked}
    sent, seen = [], []
    send, run = Worker.send, Session.run

    def sending(self, frame, allowance):
        sent.append(frame)
        return send(self, frame, allowance)

    def running(self, check, *rest):
        raised = run(self, check, *rest)
        if check.path.name == "test_public.py":
            seen.extend(frame for frame in hidden if any(frame in part for part in sent))
        return raised

    monkeypatch.setattr(Worker, "send", sending)
    monkeypatch.setattr(Session, "run", running)
    assert graded(sigmoid=source_of("s01", "sigmoid")).exercises[0].score == 7
    public = {each.frame for asked in examiner._foreseen["sigmoid"][0].values() for each in asked}
    assert not set(seen) - public


def test_a_check_that_asks_something_else_starts_anew_with_the_same_worker(talk):
    tried = talk(
        "class Count:\n    n = 0\n    def up(self):\n        self.n += 1\n        return self.n\n"
    )
    conversation, allowance = tried.conversation, tried.allowance
    conversation.begin()
    [made] = conversation.call(0, "Count", [((), {})], allowance)
    for _ in range(3):
        conversation.call(made.value.number, "up", [((), {})], allowance)
    foreseen = [Foreseen(exchange.question) for exchange in conversation.log]
    conversation.prefetch({"check": foreseen, "other": foreseen}, allowance)
    for check, asked in (("check", 1), ("other", 3)):
        conversation.begin(check)
        [made] = conversation.call(0, "Count", [((), {})], allowance)
        counts = [
            conversation.call(made.value.number, "up", [((), {})], allowance)[0].value
            for _ in range(asked)
        ]
        assert counts == list(range(1, asked + 1))
        assert conversation.get(made.value.number, "n", allowance) == asked


def test_an_early_reply_to_what_was_sent_ahead_ends_the_worker(talk):
    tried = talk("def f(x): return x")
    tried.conversation.begin()
    tried.conversation.call(0, "f", [((1.0,), {})], tried.allowance)
    foreseen = [Foreseen(exchange.question) for exchange in tried.conversation.log]
    tried.conversation.prefetch({"a": foreseen, "b": foreseen}, tried.allowance)
    tried.conversation.begin("b")
    assert tried.call("f", 1.0) == 1.0  # what was fetched for another check isn't mixed in
    assert isinstance(tried.conversation, Conversation)


@pytest.mark.parametrize(
    "use",
    [
        lambda unknown: float(unknown), lambda unknown: list(unknown), lambda unknown: str(unknown),
        lambda unknown: np.asarray(unknown), lambda unknown: 1 in unknown,
        lambda unknown: [0][unknown],
    ],
)  # fmt: skip
def test_what_isnt_known_gives_no_number_away(use):
    with pytest.raises(Undecided):
        use(Unknown())


def test_what_isnt_known_is_taken_for_right_in_a_rehearsal_only():
    unknown = Unknown()
    with pytest.raises(RuntimeError, match="kept"):
        assert_close(unknown, 1.0)
    for made in (
        unknown + 1,
        2 @ unknown,
        -unknown,
        np.exp(unknown),
        np.sum(unknown),
        unknown.T[0],
    ):
        assert type(made) is Unknown
    with rehearsing():
        assert_close(unknown, 1.0)
        assert_close(1.0, unknown)
        require(unknown == 3, "it is 3")
        require(not is_close(unknown, unknown), "they differ")
        assert type(real_array([1.0, unknown], "it")) is Unknown


def test_paths_of_the_blind_class_are_there():
    assert len(BLIND) == 80
    assert all(isinstance(path, Path) for path in BLIND)


# --- what a check itself would give away ---------------------------------------------------------


def tiny(
    folder, hidden, reference="def f(x):\n    return x * 1.2345\n\n\ndef g(y):\n    return y\n"
):
    """A course of one exercise; see `test_session.exercise_with`."""
    tiny = folder / "solutions" / "tiny"
    tiny.mkdir(parents=True)
    (folder / "solutions" / "course.toml").write_text(
        'title = "t"\nseed = 1\nexercises = ["tiny"]\n'
    )
    (tiny / "exercise.toml").write_text('title = "Tiny"\npoints = 2\nsources = []\n')
    (tiny / "tiny.py").write_text(reference)
    (tiny / "misconceptions.py").write_text("")
    (tiny / "test_public.py").write_text("")
    (tiny / "test_hidden.py").write_text(textwrap.dedent(hidden))
    return read_course(folder / "solutions")


CARRIES_AN_ANSWER = '''
    import pytest

    from grader.checks import assert_close

    @pytest.mark.points(1)
    def test_f(student):
        """f is right"""
        assert_close(student.f(7.123), 7.123 * 1.2345)

    @pytest.mark.points(1)
    def test_g(student):
        """g is right"""
        assert_close(student.g(7.123 * 1.2345), 7.123 * 1.2345)
'''


def test_a_check_that_holds_what_another_expects_doesnt_go_with_it(tmp_path):
    course = tiny(tmp_path, CARRIES_AN_ANSWER)
    with contextlib.closing(Session(course)) as session:
        _, hidden = rehearse(session, course.exercises[0])
    assert list(hidden) == ["test_f"]


def test_an_answer_that_isnt_known_and_is_kept_earns_nothing(tmp_path, confinement):
    """A memo of the check's own outlives the rehearsal; nobody gets marks by it."""
    course = tiny(
        tmp_path,
        '''
        import pytest

        from grader.checks import assert_close

        @pytest.mark.points(2)
        def test_f(student, reference):
            """f is right"""
            expected = vars(test_f).setdefault("kept", reference.f(2.0))
            assert_close(student.f(2.0), expected)
        ''',
    )
    with contextlib.closing(Examiner(course, confinement)) as examiner:
        for source in (b"def f(x): return 'nonsense'", b"def f(x): return x * 1.2345"):
            code = Code.script("tiny.py", source)
            result = examiner.grade(Submission("s", {"tiny": code}))
            assert result.score == 0
            assert result.problems


def test_a_check_that_waits_for_an_answer_is_given_up_in_rehearsal(tmp_path, confinement):
    course = tiny(
        tmp_path,
        '''
        import pytest

        from grader.checks import assert_close, real_array

        @pytest.mark.points(2)
        def test_f(student):
            """f is right"""
            value = 8.0
            while value > 5:
                value = real_array(student.f(value), "it") - 4
            assert_close(student.f(2.0), 2.469)
        ''',
    )
    with contextlib.closing(Session(course)) as session:
        assert rehearse(session, course.exercises[0]) == [{}, {}]


def test_a_check_may_ask_for_pytests_request(tmp_path, confinement):
    course = tiny(
        tmp_path,
        '''
        import pytest

        @pytest.mark.points(2)
        def test_f(student, request):
            """f is right"""
            assert request.node.name == "test_f"
            assert student.g(3) == 3
        ''',
    )
    with contextlib.closing(Examiner(course, confinement)) as examiner:
        code = Code.script("tiny.py", b"def g(y): return y")
        assert examiner.grade(Submission("s", {"tiny": code})).score == 2


MADE = """
class Net:
    def __init__(self): self.w = [1.234]
    def weights(self): return self.w[0]
NET = Net()
def default_net(): return NET
"""


def test_what_a_submission_has_had_is_known_no_more():
    """Under no number: another object may be the same, or hold it."""
    given, submission = types.ModuleType("given"), types.ModuleType("submission")
    exec(MADE, given.__dict__)  # noqa: S102 - ours
    exec("def train(net): net.w[0] = 7.891", submission.__dict__)  # noqa: S102 - ours
    worker = rehearsal._Reference({SUBMISSION: submission, GIVEN: given})
    talk = rehearsal._Foreseeing(worker, [])
    student = Student(talk, Allowance(worker, 0.0), print, Names(vars(submission)), set())
    with rehearsing():
        net = student.given.default_net()
        assert net.weights() == 1.234
        student.train(net)
        assert type(student.given.default_net().weights()) is Unknown
        assert type(student.given.default_net()) is RemoteObject
