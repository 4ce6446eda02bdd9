"""A released notebook in JupyterLab: a real server, a real browser, a real kernel."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import nbformat
import pytest
from conftest import skip_or_fail
from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from grader.intake import read_submission
from grader.stubs import unwritten

TOKEN = "only-for-this-test"
SECONDS = 120
"""How long a loaded machine may take for a step; alone it takes a tenth of that."""
SETTINGS = {  # nothing is looked for on the network; cells out of sight are rendered, too
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
}
BROWSER = (
    "--headless=new --no-sandbox --disable-gpu --disable-dev-shm-usage --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync "
    "--window-size=1200,1600"
).split()

EXECUTE = """
const [command, done] = arguments, context = window.jupyterapp.shell.currentWidget.sessionContext;
context.ready.then(() => context.session.kernel.info)
  .then(() => window.jupyterapp.commands.execute(command)).then(() => done());
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory, released):
    """The bundle that JupyterLab is started in."""
    return shutil.copytree(released, tmp_path_factory.mktemp("lab") / "bundle")


@pytest.fixture(scope="module")
def lab(folder, tmp_path_factory):
    """JupyterLab with nobody's settings; its address."""
    home = tmp_path_factory.mktemp("home")
    for name, values in SETTINGS.items():
        path = home / "config" / "lab" / "user-settings" / "@jupyterlab" / name
        path.parent.mkdir(parents=True)
        path.with_suffix(".jupyterlab-settings").write_text(json.dumps(values))
    variables = {"HOME": home, "IPYTHONDIR": home / "ipython"}
    variables |= {f"JUPYTER_{n}_DIR": home / n.lower() for n in ("CONFIG", "DATA", "RUNTIME")}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--expose-app-in-browser"),
        *("--allow-root", "--ip=127.0.0.1", f"--port={port}"),
        *(f"--IdentityProvider.token={TOKEN}", f"--ServerApp.root_dir={folder}"),
    ]
    environment = {**os.environ, **{name: str(path) for name, path in variables.items()}}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        _wait_until_up(f"http://127.0.0.1:{port}/api?token={TOKEN}", server, home / "log")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(SECONDS)


def _wait_until_up(address, server, log):
    end = time.monotonic() + SECONDS
    while True:
        try:
            urllib.request.urlopen(address).close()
        except OSError:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.2)
        else:
            return


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if chromium is None or driver is None:
        skip_or_fail("chromium and chromium-driver aren't here; `make packages` installs them")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for argument in (*BROWSER, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options, Service(driver))
    browser.set_script_timeout(SECONDS)
    yield browser
    browser.quit()


@pytest.fixture
def page(lab, browser, folder):
    """Opens an exercise's notebook, and waits until each of its cells is there."""

    def open_notebook(name):
        browser.get(f"{lab}/doc/tree/{name}/{name}.ipynb?token={TOKEN}")
        page = Page(browser)
        cells = nbformat.read(folder / name / f"{name}.ipynb", as_version=4).cells
        page.wait(lambda: len(page.all(".jp-Cell")) == len(cells))
        return page, cells

    return open_notebook


class Page:
    """A notebook in the browser."""

    def __init__(self, browser):
        self.browser = browser

    def all(self, selector):
        return self.browser.find_elements(By.CSS_SELECTOR, f".jp-Notebook {selector}")

    def wait(self, condition):
        WebDriverWait(self.browser, SECONDS).until(lambda _: condition())

    def attributes(self, selector, name):
        return [element.get_attribute(name) for element in self.all(selector)]

    def execute(self, command):
        """One of JupyterLab's own commands, once the kernel is there; waits for its end."""
        self.browser.execute_async_script(EXECUTE, command)

    def complaints(self):
        """Dialogs, and what the browser's console calls an error.

        But not that the page before was left without asking.
        """
        dialogs = self.browser.find_elements(By.CSS_SELECTOR, ".jp-Dialog")
        log = [each for each in self.browser.get_log("browser") if each["level"] == "SEVERE"]
        errors = [each["message"] for each in log if each["source"] != "intervention"]
        return [*(each.text for each in dialogs), *errors]


def words(text):
    return " ".join(text.split())


def test_a_notebook_opens_and_every_cell_is_rendered(page):
    page, cells = page("chain_rule")
    prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    headings = [source.split("\n")[0].lstrip("# ").replace("`", "") for source in prose]
    assert len(headings) == 4
    page.wait(lambda: len(page.all(".jp-RenderedMarkdown :is(h1, h2)")) == len(headings))
    shown = page.attributes(".jp-RenderedMarkdown :is(h1, h2)", "textContent")
    assert [text.rstrip("¶") for text in shown] == headings
    page.wait(lambda: len(page.all("mjx-container")) > 30)  # the formulas
    page.wait(lambda: len(page.all(".jp-CodeCell .cm-content")) == len(code))
    # of a long cell the editor renders the lines in sight
    shown = page.attributes(".jp-CodeCell .cm-content", "innerText")
    assert [words(text)[:100] for text in shown] == [words(text)[:100] for text in code]
    assert page.complaints() == []


def test_students_can_write_where_something_is_to_be_written_and_only_there(page):
    page, cells = page("training")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    page.wait(lambda: len(page.all(".jp-CodeCell .cm-content")) == len(code))
    locked = page.attributes(".jp-CodeCell .cm-content", "aria-readonly")
    assert [lock == "true" for lock in locked] == [unwritten() not in source for source in code]


def test_run_and_saved_it_says_what_the_checks_say_and_comes_back_as_it_was(page, folder, fill):
    fill(folder / "sigmoid" / "sigmoid.ipynb")
    before = read_submission(folder / "sigmoid", ["sigmoid"])
    page, cells = page("sigmoid")
    page.execute("notebook:run-all-cells")
    page.wait(lambda: page.all(".jp-OutputArea-output"))
    [output] = page.all(".jp-OutputArea-output")
    assert output.text.startswith("sigmoid: 2.5 of 2.5 points")
    page.execute("docmanager:save")
    saved = nbformat.read(folder / "sigmoid" / "sigmoid.ipynb", as_version=4)
    assert saved.cells[-1].outputs
    assert [cell.metadata.nbgrader for cell in saved.cells] == [
        cell.metadata.nbgrader for cell in cells
    ]
    after = read_submission(folder / "sigmoid", ["sigmoid"])
    assert after.codes["sigmoid"].file == "sigmoid.ipynb"
    assert after.codes["sigmoid"].parts == before.codes["sigmoid"].parts
    assert page.complaints() == []
