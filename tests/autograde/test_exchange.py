"""The course goes out to a student and comes back through nbgrader's own exchange."""

import getpass
import shutil

import nbformat
from autograde.conftest import ASSIGNMENT, EXERCISES, Classroom, answer, edit
from nbgraders import nbgrader


def test_released_fetched_worked_on_submitted_collected_and_graded(released, tmp_path):
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)  # nbgrader wants everybody to be able to write there
    config = room.folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.Exchange.root = {str(exchange)!r}\n")
    room.run("release_assignment", ASSIGNMENT)

    home = tmp_path / "student"
    home.mkdir()
    (home / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.Exchange.root = {str(exchange)!r}\n"
        "c.CourseDirectory.course_id = 'course'\n"
    )
    status, text = nbgrader(home, "fetch_assignment", ASSIGNMENT)
    assert status == 0, text
    for name in EXERCISES:
        edit(home / ASSIGNMENT / f"{name}.ipynb", lambda cells, name=name: answer(cells, name))
    status, text = nbgrader(home / ASSIGNMENT, "validate", "sigmoid.ipynb")
    assert status == 0, text
    assert "Success! Your notebook passes all the tests." in text
    status, text = nbgrader(home, "submit", ASSIGNMENT)
    assert status == 0, text

    room.run("collect", ASSIGNMENT)
    room.run("autograde", ASSIGNMENT)
    [(student, row)] = room.exported().items()
    assert (student, row["raw_score"]) == (getpass.getuser(), 15.0)


def test_at_home_a_public_cell_says_what_is_wrong_and_runs_in_jupyter(released, tmp_path):
    """nbgrader's own Validate button runs the cells in a kernel, in the student's folder."""
    room = Classroom(shutil.copytree(released, tmp_path / "course"))
    home = shutil.copytree(room.folder / "release" / ASSIGNMENT, tmp_path / "home work")

    def change(text):
        return text.replace("return dout * self.out * (1 - self.out)", "return dout * self.out")

    edit(home / "sigmoid.ipynb", lambda cells: answer(cells, "sigmoid", change))
    notebook = nbformat.read(home / "sigmoid.ipynb", as_version=4)
    assert "BEGIN HIDDEN" not in nbformat.writes(notebook)
    status, text = nbgrader(home, "validate", "sigmoid.ipynb")
    assert status == 0, text
    assert "VALIDATION FAILED ON 1 CELL(S)!" in text
    shown = text.partition("VALIDATION FAILED")[2].partition("zmq")[0]
    assert "Traceback" not in shown
    assert "backward gives the slope y (1 - y)" in text
    assert "`dx` has the right shape and wrong values" in text
