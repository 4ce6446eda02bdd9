"""What a terminal is shown of strangers' texts, and columns that line up."""

from grader.plain import clean, clean_lines, columns


def test_control_characters_become_question_marks():
    assert clean("a\x1b[2J\r\n\u202e\u2028b") == "a?[2J????b"
    assert clean("x" * 600) == "x" * 500


def test_lines_stay_lines_and_tabs_become_blanks():
    assert clean_lines("a\n\tb\x07\n") == ["a", "        b?", ""]


def test_what_is_cut_is_said():
    assert clean_lines("abcdef", 4) == ["abcd", "... and 2 characters more"]
    assert clean_lines("abcd", 4) == ["abcd"]


def test_columns_line_up_the_first_to_the_left():
    assert columns([("a", "1", "22"), ("bbb", "333", "4")]) == ["a      1  22", "bbb  333   4"]
    assert columns([]) == []
