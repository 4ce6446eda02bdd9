"""Archives, read as data: nothing is extracted, and none is believed what it says of itself."""

from __future__ import annotations

import contextlib
import io
import stat
import tarfile
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import IO, Any, Final

from grader.intake.files import LINK
from grader.intake.places import FILE_TIME, File, MadeFolder, Moment, refused_file
from grader.language import gettext, gettext_noop

ENDINGS: Final = (".zip", ".tar.gz", ".tgz", ".tar")
OTHER_ENDINGS: Final = (".rar", ".7z", ".tar.bz2", ".tar.xz", ".tbz2", ".txz", ".gz", ".bz2", ".xz")
"""Archives that nothing here can open."""
UNKNOWN: Final = gettext_noop(
    "it is an archive of a kind that isn't opened; hand in a .zip or a .tar.gz"
)
RATIO: Final = 200
"""How many times larger than in the archive a file may be; text and notebooks stay far below."""
SMALL: Final = 2**20
"""Up to so many bytes any ratio will do."""
NAME_LIMIT: Final = 1000
_CHUNK: Final = 2**18
_ENCODINGS = ("utf-8", "cp949", "cp932")


@dataclass(frozen=True)
class Bounds:
    """How much an archive may hold.

    Parameters
    ----------
    entries : int
    total : int
        Bytes of all files together, unpacked.
    piece : int
        Bytes that are read at once: what a directory of its files may take, for example.
    """

    entries: int
    total: int
    piece: int


OF_A_CLASS: Final = Bounds(entries=50_000, total=8 * 2**30, piece=16 * 2**20)
OF_A_STUDENT: Final = Bounds(entries=2_000, total=256 * 2**20, piece=2**20)
ARCHIVE_LIMIT: Final = 64 * 2**20
"""Largest archive of a student's, in bytes."""


def is_archive(name: str) -> bool:
    """Does it look like an archive that can be opened?"""
    return name.lower().endswith(ENDINGS)


def stem(name: str) -> str:
    """The archive's name without its ending."""
    ending = next((end for end in ENDINGS if name.lower().endswith(end)), "")
    return name[: len(name) - len(ending)]


def open_archive(
    name: str, stream: IO[bytes], bounds: Bounds, closing: contextlib.ExitStack
) -> MadeFolder:
    """What is in an archive, as a folder; the files in it are read when they are asked for.

    Parameters
    ----------
    name : str
        Its file name, which says of what kind it is.
    closing : ExitStack
        Gets what must be closed once nothing is read any more.

    Raises
    ------
    ValueError
        If it can't be used; the text says why, and goes on from "it".
    """
    opened = _open_zip if name.lower().endswith(".zip") else _open_tar
    try:
        return opened(name, stream, bounds, closing)
    except _Refused as problem:
        raise ValueError(str(problem)) from None
    except Exception as problem:  # there is no end to what hostile bytes raise
        raise ValueError(_unreadable(problem)) from None


class _Refused(ValueError):
    """Too much of something."""


def _unreadable(problem: BaseException) -> str:
    text = " ".join(f"{type(problem).__name__}: {problem}".split())[:200]
    return gettext("it can't be read as an archive ({reason})").format(reason=text.rstrip(": "))


class _Pieces(io.RawIOBase):
    """A stream from which no large piece is read at once: no size in an archive is believed."""

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._most = most

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or size < 0 or size > self._most:
            data = self._stream.read(self._most + 1)
            if len(data) > self._most:
                text = gettext("it has a directory larger than {size} MiB")
                raise _Refused(text.format(size=self._most // 2**20))
            return data
        return self._stream.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True


class _Tree:
    """Puts an archive's entries into folders."""

    def __init__(self, name: str, bounds: Bounds) -> None:
        self.root = MadeFolder(name)
        self._bounds = bounds
        self._entries = 0
        self._total = 0

    def add(self, path: str, file: File | None, size: int) -> None:
        """Put a file, or a folder, where its path says."""
        self._entries += 1
        self._total += max(size, 0)
        if self._entries > self._bounds.entries:
            text = gettext("it holds more than {number} files")
            raise _Refused(text.format(number=self._bounds.entries))
        if self._total > self._bounds.total:
            raise _Refused(_too_much(self._bounds))
        parts = _parts(path)
        if not parts:
            return
        folder = self.root
        for part in parts[:-1] if file else parts:
            if part in folder.files_:
                raise _Refused(_both(part))
            folder = folder.below(part)
        if file is None:
            return
        if parts[-1] in folder.folders_:
            raise _Refused(_both(parts[-1]))
        if parts[-1] in folder.files_:
            file = refused_file(gettext("the archive holds two files of this name"))
        folder.files_[parts[-1]] = file


def _too_much(bounds: Bounds) -> str:
    text = gettext("it unpacks to more than {size} MiB")
    return text.format(size=bounds.total // 2**20)


def _both(name: str) -> str:
    return gettext("it holds {name!r} as a file and as a folder").format(name=name)


def _parts(path: str) -> list[str]:
    """The names in a path; whoever wants to leave the archive is refused."""
    if len(path) > NAME_LIMIT:
        text = gettext("it holds a name of more than {number} characters")
        raise _Refused(text.format(number=NAME_LIMIT))
    normal = unicodedata.normalize("NFC", path.replace("\\", "/"))
    parts = [part for part in normal.split("/") if part not in ("", ".")]
    if normal.startswith("/") or ".." in parts or normal[1:2] == ":" or "\0" in normal:
        text = gettext("it holds a path that leads out of it ({path!r})")
        raise _Refused(text.format(path=path[:80]))
    return parts


# --- zip -----------------------------------------------------------------------------------------


def _open_zip(
    name: str, stream: IO[bytes], bounds: Bounds, closing: contextlib.ExitStack
) -> MadeFolder:
    archive = closing.enter_context(zipfile.ZipFile(_Pieces(stream, bounds.piece)))
    tree = _Tree(name, bounds)
    for entry in archive.infolist():
        is_folder = entry.is_dir()
        file = None if is_folder else _zip_file(archive, entry)
        tree.add(_zip_name(entry), file, entry.file_size)
    return tree.root


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The name; of old archives, which don't say how it is encoded, by trying."""
    name = entry.orig_filename
    if entry.flag_bits & 0x800:
        return name
    raw = name.encode("cp437", "replace")
    for encoding in _ENCODINGS:
        with contextlib.suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return name


def _zip_file(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> File:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return refused_file(gettext(LINK), is_link=True)
    if kind not in (0, stat.S_IFREG):
        return refused_file(gettext("it is not a regular file"))
    if entry.flag_bits & 1:
        return refused_file(gettext("it is encrypted"))
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return refused_file(
            gettext("it is packed in a way that isn't read; hand in an ordinary .zip")
        )
    if _is_bomb(entry.file_size, entry.compress_size):
        return refused_file(_bomb())
    return File(partial(_read_zipped, archive, entry), partial(_zip_moment, entry))


def _is_bomb(size: int, packed: int) -> bool:
    return size > SMALL and size > RATIO * packed


def _bomb() -> str:
    return gettext("it unpacks to more than {number} times its size").format(number=RATIO)


def _too_large(limit: int) -> str:
    return gettext("it is larger than {size} MiB").format(size=limit // 2**20)


def _zip_moment(entry: zipfile.ZipInfo) -> Moment | None:
    """The entry's time, which has no zone."""
    try:
        return Moment(datetime(*entry.date_time), FILE_TIME)
    except ValueError:
        return None


def _read_zipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int) -> bytes:
    if entry.file_size > limit:
        raise ValueError(_too_large(limit))
    try:
        with archive.open(entry) as file:
            return _all_of(file, limit)
    except Exception as problem:
        raise ValueError(_unreadable(problem)) from None


def _all_of(file: IO[bytes], limit: int) -> bytes:
    data = bytearray()
    while len(data) <= limit and (chunk := file.read(_CHUNK)):
        data += chunk
    if len(data) > limit:
        raise _Refused(_too_large(limit))
    return bytes(data)


# --- tar -----------------------------------------------------------------------------------------


def _open_tar(
    name: str, stream: IO[bytes], bounds: Bounds, closing: contextlib.ExitStack
) -> MadeFolder:
    plain = stream if name.lower().endswith(".tar") else _unpacked(stream, bounds, closing)
    archive = closing.enter_context(
        tarfile.open(fileobj=_Pieces(plain, bounds.piece), mode="r:")  # noqa: SIM115
    )
    tree = _Tree(name, bounds)
    for member in iter(archive.next, None):
        file = None if member.isdir() else _tar_file(archive, member)
        tree.add(member.name, file, member.size if member.isreg() else 0)
    plain.seek(archive.offset)
    if plain.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):  # tarfile takes it for the end
        raise _Refused(gettext("it is cut off or damaged"))
    return tree.root


def _unpacked(stream: IO[bytes], bounds: Bounds, closing: contextlib.ExitStack) -> IO[bytes]:
    """A gzip stream unpacked into memory, or into a file without a name."""
    spool = tempfile.SpooledTemporaryFile(max_size=16 * 2**20)  # noqa: SIM115
    plain: Any = closing.enter_context(spool)
    packed = total = 0
    unpacker = zlib.decompressobj(wbits=31)
    while data := stream.read(_CHUNK):
        packed += len(data)
        while data:
            piece = unpacker.decompress(data, _CHUNK)
            plain.write(piece)
            total += len(piece)
            if total > bounds.total:
                raise _Refused(_too_much(bounds))
            if _is_bomb(total, packed):
                raise _Refused(_bomb())
            data = unpacker.unconsumed_tail or unpacker.unused_data
            if unpacker.eof:
                if not data.lstrip(b"\0"):
                    break
                unpacker = zlib.decompressobj(wbits=31)
    if not unpacker.eof:
        raise _Refused(gettext("it is cut off"))
    plain.seek(0)
    return plain  # type: ignore[no-any-return]


def _tar_file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> File:
    if member.issym() or member.islnk():
        return refused_file(gettext(LINK), is_link=True)
    if not member.isreg() or member.issparse():
        return refused_file(gettext("it is not a regular file"))
    return File(partial(_read_tarred, archive, member), partial(_tar_moment, member))


def _tar_moment(member: tarfile.TarInfo) -> Moment | None:
    try:
        return Moment(datetime.fromtimestamp(int(member.mtime), UTC), FILE_TIME)
    except (OSError, ValueError, OverflowError):
        return None


def _read_tarred(archive: tarfile.TarFile, member: tarfile.TarInfo, limit: int) -> bytes:
    if member.size > limit:
        raise ValueError(_too_large(limit))
    try:
        file = archive.extractfile(member)
        if file is None:
            raise ValueError(gettext("it is no file"))
        data = _all_of(file, limit)
    except Exception as problem:
        raise ValueError(_unreadable(problem)) from None
    if len(data) < member.size:
        raise ValueError(gettext("its archive is cut off"))
    return data
