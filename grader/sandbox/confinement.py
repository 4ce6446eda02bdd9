"""Which layers confine a worker on this machine; the trusted side's half of `layers`.

A layer is *found out by trying*: `grader.sandbox.host` starts a warm process with everything that
looks possible, forks a worker that tries what a submission must not be able to do, and keeps what
held. What each layer is for, what it costs and which library it comes from:
docs/decisions/0001-confinement.md.
"""

from __future__ import annotations

import base64
import importlib.util
import os
import shutil
import stat
import sys
import sysconfig
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

from grader.sandbox.system_calls import seccomp_program

LANDLOCK, SECCOMP, BUBBLEWRAP, UID, CAPABILITIES, RLIMITS = (
    "landlock",
    "seccomp",
    "bubblewrap",
    "uid",
    "capabilities",
    "rlimits",
)

LAYERS: Final = (BUBBLEWRAP, LANDLOCK, SECCOMP, UID, CAPABILITIES, RLIMITS)
"""Every layer, outermost first."""

WORKER_USER: Final = 65533
"""Number of the user and the group that workers of root's are: Debian keeps it free, and systemd
hands it to nobody, so no file and no other process is this user's."""


@dataclass(frozen=True)
class Confinement:
    """The layers to put around a worker.

    Parameters
    ----------
    layers : frozenset of str
        Members of `LAYERS`.
    """

    layers: frozenset[str] = field(default_factory=frozenset)

    @property
    def is_sufficient(self) -> bool:
        """Do the layers close both the file system and the way to other processes?

        Landlock and bubblewrap each close the files; only seccomp keeps a worker from forking,
        signalling and connecting, so nothing stands without it.
        """
        return SECCOMP in self.layers and bool(self.layers & {LANDLOCK, BUBBLEWRAP})

    @property
    def user(self) -> int | None:
        """Whom a worker runs as, if not as whoever grades."""
        return WORKER_USER if self.has(UID) else None

    def has(self, layer: str) -> bool:
        """Is `layer` put around a worker?

        Bubblewrap's namespaces hold a single user, who is nobody outside: there `uid` can't be.
        """
        return layer in self.layers and not (layer == UID and BUBBLEWRAP in self.layers)

    def without(self, layer: str) -> Confinement:
        """The same without `layer`."""
        return Confinement(self.layers - {layer})

    def names(self) -> tuple[str, ...]:
        """The layers in the order in which results list them."""
        return tuple(layer for layer in LAYERS if self.has(layer))


def possible() -> Confinement:
    """The layers whose parts are present on this machine; none has been tried yet."""
    layers = {RLIMITS}
    if sys.platform == "linux":
        if _landlock_version() > 0:
            layers.add(LANDLOCK)
        if seccomp_program() is not None:
            layers.add(SECCOMP)
        if shutil.which("bwrap"):
            layers.add(BUBBLEWRAP)
        if os.geteuid() == 0:
            layers.add(CAPABILITIES)
            if _is_open_to_all():
                layers.add(UID)
    return Confinement(frozenset(layers))


def _is_open_to_all() -> bool:
    """Can every user read Python and numpy? Not where they lie in root's own folder."""
    places = (Path(sysconfig.get_path("stdlib")), _packages()["numpy"][0])
    ways = {
        folder for place in places for one in (place, place.resolve()) for folder in one.parents
    }
    return all(way.stat().st_mode & stat.S_IXOTH for way in ways)


def _landlock_version() -> int:
    import landlockpy

    return landlockpy.abi_version()


# --- the file system -----------------------------------------------------------------------------


@cache
def standard_library() -> tuple[str, ...]:
    """What a worker may read of the standard library: all but the packages installed beside it."""
    folders = {sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")}
    extensions = sysconfig.get_config_var("DESTSHARED")
    if extensions:
        folders.add(extensions)
    return tuple(
        sorted(
            entry.path
            for folder in folders
            if os.path.isdir(folder)
            for entry in os.scandir(folder)
            if entry.name not in ("site-packages", "dist-packages")
        )
    )


@cache
def _packages() -> dict[str, tuple[Path, ...]]:
    """Folders of what is loaded next to student code, by the package's name."""
    names = ["numpy", "msgspec"]
    if sys.platform == "linux":
        names.append("landlockpy")
    return {name: _allowed((name,)) for name in names}


@cache
def _allowed(imports: tuple[str, ...]) -> tuple[Path, ...]:
    """Folders, or files, of what an exercise allows besides; of each the whole package."""
    places: list[Path] = []
    for name in dict.fromkeys(name.partition(".")[0] for name in imports):
        spec = importlib.util.find_spec(name)
        if spec is None:
            raise ModuleNotFoundError(f"{name} isn't installed")
        if spec.submodule_search_locations is None:
            places.append(Path(str(spec.origin)))
            continue
        for folder in map(Path, spec.submodule_search_locations):
            beside = folder.with_name(f"{folder.name}.libs")
            places += [folder, beside] if beside.is_dir() else [folder]
    return tuple(places)


def _own_code() -> tuple[Path, Path]:
    here = Path(__file__).parent
    return here.parent / "__init__.py", here


def readable(imports: tuple[str, ...] = ()) -> list[str]:
    """Every file and folder that a worker may read under Landlock.

    The standard library, numpy, and what the exercise allows besides.
    """
    packages = (*_packages()["numpy"], *_allowed(imports))
    return [*standard_library(), *(str(path) for path in packages)]


def import_path(imports: tuple[str, ...] = ()) -> list[str]:
    """The folders from which the warm process imports; it forgets them before the first fork."""
    folders = [places[0].parent for places in _packages().values()]
    folders += [path.parent for path in _allowed(imports)]
    return list(dict.fromkeys(str(folder) for folder in (*folders, _own_code()[1].parent.parent)))


def warm_config(
    confinement: Confinement, scratch: str, imports: tuple[str, ...] = ()
) -> dict[str, Any]:
    """What `grader.sandbox.warm.main` is told."""
    layers = confinement.layers
    program = seccomp_program() if SECCOMP in layers else None
    return {
        "path": import_path(imports),
        "imports": imports,
        "scratch": scratch,
        "landlock": readable(imports) if LANDLOCK in layers else None,
        "seccomp": base64.b64encode(program).decode() if program else None,
        "capabilities": CAPABILITIES in layers,
        "user": confinement.user,
    }


# --- bubblewrap ----------------------------------------------------------------------------------


def bubblewrap(
    scratch: str, environment: dict[str, str], imports: tuple[str, ...] = ()
) -> list[str]:
    """The command that puts what follows it into namespaces of its own.

    The new root holds the interpreter and its libraries, numpy, msgspec, the worker's code and
    the scratch folder, all but the last read-only, and no ``/proc``. There is no
    ``--die-with-parent``: it would end the warm process with the *thread* that started it. The
    warm process goes when its control socket closes, and the namespace with it.
    """
    return [
        str(shutil.which("bwrap")),
        *("--unshare-all", "--unshare-user", "--uid", "65534", "--gid", "65534"),
        *("--cap-drop", "ALL", "--new-session", "--hostname", "worker", "--clearenv"),
        *(word for pair in environment.items() for word in ("--setenv", *pair)),
        *_mounts(imports),
        *("--bind", scratch, scratch, "--chdir", "/", "--remount-ro", "/", "--"),
    ]


def _mounts(imports: tuple[str, ...]) -> Iterator[str]:
    base = Path(sys.base_prefix)
    for library in dict.fromkeys(("/usr/lib", "/usr/lib64", "/lib", "/lib64", str(base / "lib"))):
        if os.path.islink(library):
            yield from ("--symlink", os.readlink(library), library)
        elif os.path.isdir(library):
            yield from ("--ro-bind", library, library)
    yield from ("--ro-bind", interpreter(), interpreter())
    masked = sorted(str(folder) for folder in _installed_packages(base))
    for folder in masked:
        yield from ("--tmpfs", folder)
    packages = (path for places in _packages().values() for path in places)
    for path in (*packages, *_allowed(imports), *_own_code()):
        yield from ("--ro-bind", str(path), str(path))
    for folder in masked:
        yield from ("--remount-ro", folder)
    for device in ("null", "zero", "urandom"):
        yield from ("--dev-bind", f"/dev/{device}", f"/dev/{device}")


def _installed_packages(base: Path) -> set[Path]:
    """Folders below the bound libraries that hold other people's packages, the grader's too."""
    return {
        found.resolve()
        for root in (Path("/usr/lib"), base / "lib")
        for name in ("site-packages", "dist-packages")
        for found in root.glob(f"python3*/{name}")
    }


def interpreter() -> str:
    """The interpreter itself, not a virtual environment's link to it."""
    return os.path.realpath(getattr(sys, "_base_executable", sys.executable))
