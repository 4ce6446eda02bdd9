"""A course as data that travels: its files with their names, under a digest of both."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course import Course, Exercise

Files = tuple[tuple[str, bytes], ...]
"""Of each file its path in the exercise's folder, and what is in it."""


def files_of(exercise: Exercise) -> Files:
    """The exercise's files."""
    paths = sorted(path for path in exercise.folder.rglob("*") if path.is_file())
    return tuple(
        (path.relative_to(exercise.folder).as_posix(), path.read_bytes())
        for path in paths
        if "__pycache__" not in path.parts and not path.name.startswith(".")
    )


@dataclass(frozen=True)
class Parcel:
    """A course, packed.

    Parameters
    ----------
    course : Course
        As it was where it was packed.
    files : tuple
        Those of its exercises, in their order.
    """

    course: Course
    files: tuple[Files, ...]

    @classmethod
    def of(cls, course: Course) -> Parcel:
        """Pack `course`; messages go on naming the folder where the instructor has it."""
        named = replace(course, origin=course.origin or course.folder)
        return cls(named, tuple(map(files_of, course.exercises)))

    @property
    def digest(self) -> str:
        """Another one wherever a file has changed."""
        names = [exercise.name for exercise in self.course.exercises]
        return hashlib.sha256(repr((names, self.files)).encode()).hexdigest()

    def unpack(self, folder: Path) -> Course:
        """The course, with its files in `folder`, which is made."""
        folder.mkdir(mode=0o700)
        exercises = []
        for exercise, files in zip(self.course.exercises, self.files, strict=True):
            own = folder / exercise.name
            for name, content in files:
                path = own / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            exercises.append(replace(exercise, folder=own))
        return replace(self.course, folder=folder, exercises=tuple(exercises))
