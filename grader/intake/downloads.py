"""What learning platforms give when an instructor downloads all submissions at once."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, Final

from grader.intake.archives import OTHER_ENDINGS, UNKNOWN
from grader.intake.handed import Handed, Listing, Member
from grader.intake.nbgrader import parse_time
from grader.intake.places import File, MadeFolder, Moment, Place, Stamped, is_hidden, printable
from grader.language import gettext, gettext_noop, ngettext

# --- Canvas --------------------------------------------------------------------------------------

_CANVAS = re.compile(
    r"(?P<name>[^_].*?)(?P<late>_LATE)?_(?P<user>\d+)_(?P<number>\d+)_(?P<file>.+)", re.DOTALL
)
_CANVAS_ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?(?P<name>anon)_(?P<user>[^_]+)_(?P<number>\d+)_(?P<file>.+)", re.DOTALL
)
_ATTEMPT = re.compile(r"(?P<stem>.+?)-(?P<attempt>\d{1,3})(?P<ending>(?:\.tar)?\.\w+)", re.DOTALL)
_NOT_CANVAS: Final = gettext_noop("not a file as Canvas names them")


def _canvas(name: str) -> re.Match[str] | None:
    return _CANVAS_ANONYMOUS.fullmatch(name) or _CANVAS.fullmatch(name)


def is_canvas(place: Place) -> bool:
    """Are there files as Canvas names them, and no folders?"""
    folders = [name for name in place.folders() if not is_hidden(name)]
    return not folders and any(_canvas(name) for name in place.files())


def read_canvas(place: Place, _assignment: str | None = None) -> Listing:
    """``<name>_[LATE_]<user>_<number>_<file>[-N]``, all in one folder; N: the attempt, less 1."""
    listing = Listing()
    for name in place.folders():
        listing.leave_out(name, gettext(_NOT_CANVAS))
    found: dict[str, list[tuple[re.Match[str], File]]] = {}
    for name, file in place.files().items():
        if match := _canvas(name):
            found.setdefault(f"{match['name']}_{match['user']}", []).append((match, file))
        else:
            listing.leave_out(name, gettext(_NOT_CANVAS))
    for student, files in found.items():
        folder, notes = _newest(student, files)
        late = any(match["late"] for match, _ in files)
        match = files[0][0]
        handed = Handed(
            printable(student),
            folder,
            name=printable(match["name"]),
            ids=(match["user"], match["name"]),
            notes=notes,
            problems=(gettext("Canvas marks it as late"),) if late else (),
        )
        listing.students.append(handed)
    return listing


def _newest(
    student: str, files: list[tuple[re.Match[str], File]]
) -> tuple[MadeFolder, dict[str, str]]:
    """Of files that are attempts at one, the newest, and what is to be said of the others."""
    attempts: dict[str, list[tuple[int, int, str, File]]] = {}
    for match, file in files:
        numbered = _ATTEMPT.fullmatch(match["file"])
        name = f"{numbered['stem']}{numbered['ending']}" if numbered else match["file"]
        attempt = int(numbered["attempt"]) + 1 if numbered else 1
        entry = (attempt, int(match["number"]), match["file"], file)
        attempts.setdefault(name, []).append(entry)
    folder, notes = MadeFolder(student), {}
    for name, entries in attempts.items():
        entries.sort(key=lambda entry: entry[:2])
        attempt, _, newest, file = entries[-1]
        folder.files_[name] = File(file.read, file.moment, attempt, file.is_link)
        if len(entries) > 1:
            older = [printable(entry[2]) for entry in entries[:-1]]
            text = ngettext(
                "{newest} is the newest attempt; {older} doesn't count.",
                "{newest} is the newest attempt; {older} don't count.",
                len(older),
            )
            notes[name] = text.format(newest=printable(newest), older=gettext(" and ").join(older))
    return folder, notes


# --- Moodle --------------------------------------------------------------------------------------

_MOODLE = re.compile(
    r"(?P<name>.+)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)


def is_moodle(place: Place) -> bool:
    """Are there files or folders as Moodle names them?"""
    return any(_MOODLE.fullmatch(name) for name in (*place.folders(), *place.files()))


def read_moodle(place: Place, _assignment: str | None = None) -> Listing:
    """``<name>_<participant>_assignsubmission_file_``: folders, or before the files' names."""
    listing = Listing()
    found: dict[str, MadeFolder] = {}
    known: dict[str, re.Match[str]] = {}
    entries: list[tuple[str, Place | File]] = [*place.folders().items(), *place.files().items()]
    for name, entry in entries:
        match = _MOODLE.fullmatch(name)
        if match is None:
            listing.leave_out(name, gettext("not as Moodle names what a student handed in"))
            continue
        if match["kind"] != "file":
            listing.leave_out(name, gettext("typed into Moodle, not a file"))
            continue
        student = f"{match['name']}_{match['id']}"
        try:
            files, folders = ({match["file"] or name: entry}, {}) if isinstance(entry, File) else (
                entry.files(), entry.folders())  # fmt: skip
        except OSError as problem:
            text = gettext("it can't be read ({reason})")
            listing.leave_out(name, text.format(reason=problem.strerror))
            continue
        known.setdefault(student, match)
        folder = found.setdefault(student, MadeFolder(student))
        folder.files_ |= files
        folder.folders_ |= folders
    for student, folder in found.items():
        name, number = known[student]["name"], known[student]["id"]
        ids = (number, f"Participant {number}", name)
        listing.students.append(Handed(printable(student), folder, name=printable(name), ids=ids))
    return listing


# --- Gradescope ----------------------------------------------------------------------------------

METADATA: Final = "submission_metadata.yml"
_METADATA_LIMIT = 64 * 2**20


def is_gradescope(place: Place) -> bool:
    """Is Gradescope's list of the submissions there?"""
    return METADATA in place.files()


def read_gradescope(place: Place, _assignment: str | None = None) -> Listing:
    """``submission_<number>/``, and in ``submission_metadata.yml`` whose they are."""
    listing = Listing()
    listed = _read_metadata(place)
    folders = place.folders()
    for name in place.files():
        if name != METADATA:
            is_packed = name.lower().endswith(OTHER_ENDINGS)
            text = gettext(UNKNOWN) if is_packed else gettext("not a submission's folder")
            listing.leave_out(name, text)
    for name in folders:
        if name not in listed:
            listing.leave_out(name, gettext("not in {file}").format(file=METADATA))
    for name, entry in listed.items():
        members = _submitters(entry)
        if name not in folders:
            text = gettext("in {file}, and there is no such folder")
            listing.leave_out(name, text.format(file=METADATA))
        elif not members:
            text = gettext("{file} doesn't say whose it is")
            listing.leave_out(name, text.format(file=METADATA))
        else:
            listing.students.append(_gradescope(folders[name], entry, members))
    return listing


def _gradescope(
    folder: Place, entry: dict[str, Any], people: list[tuple[Member, tuple[str, ...]]]
) -> Handed:
    moment = None
    problems: tuple[str, ...] = ()
    try:
        at = entry.get("created_at")
        moment = Moment(at if isinstance(at, datetime) else parse_time(str(at)), METADATA)
    except ValueError:
        text = gettext("{file}: created_at can't be read as a time")
        problems = (text.format(file=METADATA),)
    (first, ids), *others = people
    return Handed(
        first.student,
        folder if moment is None else Stamped(folder, moment),
        name=first.name,
        ids=ids,
        problems=problems,
        members=(first, *(member for member, _ in others)) if others else (),
    )


def _read_metadata(place: Place) -> dict[str, dict[str, Any]]:
    """The submissions by their folders, without the colons that Ruby puts before keys."""
    import yaml

    data = place.files()[METADATA].read(_METADATA_LIMIT) if is_gradescope(place) else None
    if data is None:
        raise ValueError(gettext("there is no {file}").format(file=METADATA))
    try:
        listed = yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except Exception as problem:  # also what isn't text, or a date that doesn't exist
        reason = " ".join(str(problem).split())[:200]
        text = gettext("{file} can't be read: {reason}").format(file=METADATA, reason=reason)
        raise ValueError(text) from None
    if not isinstance(listed, dict):
        raise ValueError(gettext("{file} is no list of submissions").format(file=METADATA))
    return {
        str(name): {str(key).lstrip(":"): value for key, value in entry.items()}
        for name, entry in listed.items()
        if isinstance(entry, dict)
    }


def _submitters(entry: dict[str, Any]) -> list[tuple[Member, tuple[str, ...]]]:
    """Who handed it in, and by what else they are known."""
    people = []
    submitters = entry.get("submitters")
    for submitter in submitters if isinstance(submitters, list) else []:
        if isinstance(submitter, dict):
            known = {str(key).lstrip(":"): str(value or "") for key, value in submitter.items()}
            texts = tuple(known.get(key, "") for key in ("email", "sid", "name"))
            ids = tuple(text for text in texts if text)
            if ids:
                people.append((Member(printable(ids[0]), printable(known.get("name", ""))), ids))
    return people
