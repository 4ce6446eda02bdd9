"""formgrader's pages in a real browser, of a class that was graded with our line.

Screenshots are left in ``build/formgrader`` for people to look at.
"""

import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from autograde.conftest import ASSIGNMENT, Classroom
from conftest import ROOT, skip_or_fail
from nbgraders import environment
from playwright.sync_api import sync_playwright

SECONDS = 120
SHOTS = ROOT / "build" / "formgrader"


@pytest.fixture(scope="module")
def room(autograded, tmp_path_factory):
    return Classroom(shutil.copytree(autograded.folder, tmp_path_factory.mktemp("form") / "course"))


@pytest.fixture(scope="module")
def server(room, tmp_path_factory):
    """A Jupyter server with formgrader in it; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    extensions = "nbgrader.server_extensions.formgrader=True"
    command = [
        *(sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root"),
        *("--ip=127.0.0.1", f"--port={port}", "--IdentityProvider.token="),
        *(f"--ServerApp.jpserver_extensions={extensions}", f"--ServerApp.root_dir={room.folder}"),
    ]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            command, cwd=room.folder, env=environment(home), stdout=log, stderr=log
        )
    try:
        end = time.monotonic() + SECONDS
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api").close()
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text()
                assert time.monotonic() < end, (home / "log").read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS)


@pytest.fixture(scope="module")
def page(server):
    """A page of formgrader's, by its path; nothing on it may complain."""
    path = shutil.which("chromium")
    if path is None:
        skip_or_fail("there is no chromium here; `make packages` installs it")
    SHOTS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        page.set_default_timeout(SECONDS * 1000)
        errors = []
        page.on("pageerror", lambda error: errors.append(str(error)))

        def opened(place):
            page.goto(f"{server}/formgrader/{place}", wait_until="networkidle")
            return page

        yield opened
        browser.close()
    assert set(errors) <= {"MathJax is not defined"}  # nbgrader has it from the network


def rows(page):
    found = page.locator("table tbody tr")
    found.first.wait_for()
    return [[cell.strip() for cell in row.locator("td").all_inner_texts()] for row in found.all()]


def submission_of(page, student, notebook="sigmoid"):
    """Formgrader's page of a student's notebook."""
    listing = page(f"manage_submissions/{ASSIGNMENT}")
    rows(listing)
    listing = page(f"manage_students/{student}/{ASSIGNMENT}")
    listing.get_by_role("link", name=notebook, exact=True).click()
    listing.wait_for_load_state("networkidle")
    return listing


def test_the_list_of_submissions_has_everybodys_score(room, page):
    listing = page(f"manage_submissions/{ASSIGNMENT}")
    found = {row[1]: row for row in rows(listing)}
    listing.screenshot(path=SHOTS / "submissions.png")
    exported = room.exported()
    assert len(found) == len(exported) == 12
    for student, row in exported.items():
        score = f"{row['raw_score']:g} / {row['max_score']:g}"
        assert score in found[student], (student, found[student])
        assert "graded" in found[student]


def test_a_students_notebook_shows_scores_and_messages_at_their_cells(page):
    opened = submission_of(page, "wrong")
    opened.screenshot(path=SHOTS / "wrong.png", full_page=True)
    scores = [box.input_value() for box in opened.locator("input.score").all()]
    assert len(scores) == 9
    placeholders = [box.get_attribute("placeholder") for box in opened.locator("input.score").all()]
    assert [float(text) for text in placeholders].count(0.0) == 1
    text = opened.locator("body").inner_text()
    assert "forward and backward keep the shape of a batch: passed." in text
    assert "backward multiplies the upstream gradient with the slope" in text


def test_nothing_that_a_student_wrote_is_run_in_the_instructors_browser(page):
    opened = submission_of(page, "markup")
    assert opened.title() != "beaten"
    assert opened.locator("img[src=x]").count() == 0
    assert "document.title" in opened.locator("body").inner_text()


def test_points_given_by_hand_are_kept_by_the_next_autograde_from_formgrader_itself(room, page):
    opened = submission_of(page, "nothing")
    box = opened.locator("input.score").first
    box.fill("0.5")
    box.blur()
    opened.wait_for_load_state("networkidle")
    listing = page(f"manage_submissions/{ASSIGNMENT}")
    rows(listing)
    row = listing.locator("table tbody tr", has_text="wrong")
    row.get_by_role("link", name="Autograde").or_(row.locator(".autograde a")).first.click()
    dialog = listing.locator(".modal-dialog", has_text="Success")
    dialog.wait_for()
    listing.screenshot(path=SHOTS / "autograde.png")
    assert "Successfully autograded" in dialog.inner_text()
    exported = room.exported()
    assert exported["nothing"]["raw_score"] == 0.5
    assert exported["wrong"]["raw_score"] == 14.0
