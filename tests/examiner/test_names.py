"""A name that differs only in case counts, with a note; another near miss is named."""

from conftest import exercise_of, source_of

RIGHT = source_of("s01", "sigmoid")


def test_a_class_and_a_method_in_other_case_count_with_a_note(graded):
    source = RIGHT.replace("class Sigmoid", "class sigmoid").replace("def backward", "def Backward")
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    assert result.score == 7
    [note] = result.notes
    assert note == (
        "`sigmoid` counts as `Sigmoid`, your spelling of `backward` counts. "
        "Mind the capital letters."
    )


def test_a_note_quotes_no_name_that_is_made_while_a_check_runs(graded):
    """Capitals could spell what a hidden check sent: of an object's names none is quoted."""
    source = """
bits = [0]
def forward(self, x):
    bits[:] = [int(abs(value) * 1000) for value in x.flat]
    return x
def Sigmoid():
    number = bits.pop() if bits else 0
    name = "".join(c.upper() if number >> k & 1 else c for k, c in enumerate("forward"))
    return type("Layer", (), {name: forward})()
"""
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    [note] = result.notes
    assert note == "Your spelling of `forward` counts. Mind the capital letters."


def test_an_exact_name_wins_without_a_note(graded):
    result = exercise_of(graded(sigmoid=RIGHT + "\nsigmoid = None\n"), "sigmoid")
    assert (result.score, result.notes) == (7, ())


def test_two_names_that_differ_in_case_are_none(graded):
    source = RIGHT.replace("class Sigmoid", "class sigmoid") + "\nSIGMOID = sigmoid\n"
    assert exercise_of(graded(sigmoid=source), "sigmoid").score == 0


def test_a_near_miss_is_named(graded):
    source = RIGHT.replace("class Sigmoid", "class SigmoidLayer")
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    assert {check.message for check in result.checks} == {
        "Your code has no `Sigmoid`; is `SigmoidLayer` meant to be it?"
    }


def test_a_method_that_changes_its_spelling_with_each_object_is_noted_once(graded):
    source = (
        "import numpy as np\nimport itertools\n"
        "spellings = map(''.join, itertools.product(*((c, c.upper()) for c in 'forward')))\n"
        "def Sigmoid():\n"
        "    def forward(self, x): return 1 / (1 + np.exp(-x))\n"
        "    return type('Layer', (), {next(spellings, 'FORWARD'): forward})()\n"
        "next(spellings)\n"
    )
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    [note] = result.notes
    assert note == "Your spelling of `forward` counts. Mind the capital letters."


def test_a_name_made_while_a_hidden_check_runs_is_in_no_message(graded):
    source = RIGHT.replace("class Sigmoid", "class Sigmoids") + (
        "\nimport sys\n"
        "def __getattr__(name):\n"
        "    setattr(sys.modules[__name__], 'Sigmoid_leak_0123', 1)\n"
        "    raise AttributeError\n"
    )
    result = exercise_of(graded(sigmoid=source), "sigmoid")
    assert not [check.message for check in result.checks if "leak" in check.message]


def test_an_attribute_that_isnt_set_is_no_near_miss_of_its_class(graded):
    source = RIGHT.replace("def backward", "def backwards")
    messages = {check.message for check in exercise_of(graded(sigmoid=source), "sigmoid").checks}
    assert "Your `Sigmoid` has no `backward`; is `self.backward` set, or defined?" in messages
