"""Archives: read as data, within bounds, and none is believed what it says of itself."""

import contextlib
import io
import stat
import struct
import tarfile
import zipfile

import pytest
from intake.deliveries import RIGHT, SLIP, tarred, write, zipped

from grader.errors import GraderError
from grader.intake import read_submission
from grader.intake.archives import OF_A_STUDENT, open_archive
from grader.intake.files import SOURCE_LIMIT
from grader.intake.layouts import list_submissions


def submission(tmp_path, name, data):
    """What is read of a student who handed in one archive."""
    write(tmp_path, {f"ada/{name}": data})
    with list_submissions(tmp_path, ["sigmoid"]) as listing:
        [handed] = listing.students
        return read_submission(handed, ["sigmoid"])


def special(kind, name="sigmoid.py"):
    member = tarfile.TarInfo(name)
    member.type = kind
    member.linkname = "/etc/passwd"
    return member


def zip_with_mode(mode, data=b"/etc/passwd"):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        entry = zipfile.ZipInfo("sigmoid.py")
        entry.external_attr = mode << 16
        archive.writestr(entry, data)
    return stream.getvalue()


def packed(method):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        archive.writestr("sigmoid.py", RIGHT)
    return stream.getvalue()


def encrypted():
    data = bytearray(zipped({"sigmoid.py": RIGHT}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    return bytes(data)


MANY = {f"{n}.txt": b"" for n in range(OF_A_STUDENT.entries + 1)}
LARGE = {f"{n}.bin": bytes(2**25) for n in range(9)}
BOMB = {"sigmoid.py": bytes(SOURCE_LIMIT + 1)}
LINK = "it is a symbolic link, and links are not followed"
OUT = "it holds a path that leads out of it"

REFUSED = {
    "cut off": ("a.zip", zipped({"sigmoid.py": RIGHT})[:-30], "it can't be read as an archive"),
    "empty": ("a.zip", b"", "it can't be read as an archive"),
    "no gzip": ("a.tar.gz", b"hello", "it can't be read as an archive"),
    "gzip cut off": ("a.tgz", tarred({"sigmoid.py": RIGHT})[:-9], "it is cut off"),
    "tar cut off": ("a.tar", tarred({"sigmoid.py": RIGHT}, "w")[:700], "it "),
    "tar without an end": ("a.tar", tarred({"sigmoid.py": b"x"}, "w")[:1024],
                           "it is cut off or damaged"),
    "a damaged second header": (
        "a.tar", tarred({"a": b"", "sigmoid.py": RIGHT}, "w").replace(b"sigmoid.p", b"sigmoid.q"),
        "it is cut off or damaged"),
    "another kind": ("a.rar", b"Rar!", "it is an archive of a kind that isn't opened"),
    "up": ("a.zip", zipped({"../sigmoid.py": RIGHT}), OUT),
    "up in a tar": ("a.tar.gz", tarred({"x/../../sigmoid.py": RIGHT}), OUT),
    "absolute": ("a.zip", zipped({"/etc/sigmoid.py": RIGHT}), OUT),
    "a drive": ("a.zip", zipped({"C:\\sigmoid.py": RIGHT}), OUT),
    "up as on Windows": ("a.tar.gz", tarred({"..\\sigmoid.py": RIGHT}), OUT),
    "too many": ("a.zip", zipped(MANY), "it holds more than 2000 files"),
    "too many in a tar": ("a.tar.gz", tarred(MANY), "it holds more than 2000 files"),
    "too large": ("a.zip", zipped(LARGE), "it unpacks to more than 256 MiB"),
    "a bomb": ("a.zip", zipped(BOMB), "it unpacks to more than 200 times its size"),
    "a bomb in a tar": ("a.tar.gz", tarred(LARGE), "it unpacks to more than 200 times its size"),
    "a link": ("a.zip", zip_with_mode(stat.S_IFLNK | 0o777), LINK),
    "a device": ("a.zip", zip_with_mode(stat.S_IFCHR | 0o666), "it is not a regular file"),
    "a link in a tar": ("a.tar.gz", tarred({}, "w:gz", special(tarfile.SYMTYPE)), LINK),
    "a hard link": ("a.tar.gz", tarred({}, "w:gz", special(tarfile.LNKTYPE)), LINK),
    "a device in a tar": ("a.tar.gz", tarred({}, "w:gz", special(tarfile.CHRTYPE)),
                          "it is not a regular file"),
    "a pipe": ("a.tar.gz", tarred({}, "w:gz", special(tarfile.FIFOTYPE)),
               "it is not a regular file"),
    "encrypted": ("a.zip", encrypted(), "it is encrypted"),
    "bzip2": ("a.zip", packed(zipfile.ZIP_BZIP2), "it is packed in a way that isn't read"),
    "lzma": ("a.zip", packed(zipfile.ZIP_LZMA), "it is packed in a way that isn't read"),
    "a name without end": ("a.zip", zipped({"x" * 1001: b""}), "more than 1000 characters"),
    "a file and a folder": ("a.zip", zipped({"a": b"", "a/b": b""}), "as a file and as a folder"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cant_be_trusted_is_refused_with_a_reason(case, tmp_path):
    name, data, reason = REFUSED[case]
    found = submission(tmp_path, name, data)
    assert found.codes == {}
    assert found.unreadable["sigmoid"][0].startswith(name)
    assert reason in found.unreadable["sigmoid"][1]
    assert [path.name for path in tmp_path.rglob("*")] == ["ada", name]


def test_two_entries_of_one_name_are_refused(tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("sigmoid.py", RIGHT)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("sigmoid.py", SLIP)
    found = submission(tmp_path, "a.zip", stream.getvalue())
    file = "a.zip/sigmoid.py"
    assert found.unreadable == {"sigmoid": (file, "the archive holds two files of this name")}


def test_an_archive_in_an_archive_is_opened_once_and_no_deeper(tmp_path):
    inner = zipped({"sigmoid.py": RIGHT})
    (tmp_path / "class.zip").write_bytes(
        zipped({"ada/hw.zip": inner, "emmy/hw.zip": zipped({"in.zip": inner})})
    )
    with list_submissions(tmp_path / "class.zip", ["sigmoid"]) as listing:
        ada, emmy = (read_submission(handed, ["sigmoid"]) for handed in listing.students)
    assert ada.codes["sigmoid"].file == "hw.zip/sigmoid.py"
    assert emmy.unreadable == {
        "sigmoid": ("hw.zip/in.zip", "an archive in an archive isn't opened")
    }


def test_a_broken_archive_beside_the_file_is_said_and_costs_nothing(tmp_path):
    write(tmp_path, {"ada/sigmoid.py": RIGHT, "ada/old.zip": b"PK"})
    with list_submissions(tmp_path, ["sigmoid"]) as listing:
        found = read_submission(listing.students[0], ["sigmoid"])
    assert "sigmoid" in found.codes
    [problem] = found.problems
    assert problem.startswith("old.zip: it can't be read as an archive")


@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_names_of_old_archives_are_read_as_they_were_meant(encoding, tmp_path):
    name = "김민수"
    raw = name.encode(encoding)
    placeholder = "x" * len(raw)
    data = zipped({f"{placeholder}/sigmoid.py": RIGHT}).replace(placeholder.encode(), raw)
    (tmp_path / "class.zip").write_bytes(data)
    with list_submissions(tmp_path / "class.zip", ["sigmoid"]) as listing:
        assert [handed.student for handed in listing.students] == [name]


def test_a_class_archive_that_is_broken_is_an_error(tmp_path):
    (tmp_path / "class.zip").write_bytes(b"PK\x05\x06")
    message = r"class\.zip: it can't be read as an archive"
    with (
        pytest.raises(GraderError, match=message),
        list_submissions(tmp_path / "class.zip", ["sigmoid"]),
    ):
        pass


def test_sizes_in_a_directory_are_not_believed():
    """A directory of files that says that it takes a gigabyte isn't waited for."""
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 2**21, 0, 0)
    data = bytes(2**21) + end
    with (
        pytest.raises(ValueError, match="directory larger than 1 MiB"),
        contextlib.ExitStack() as closing,
    ):
        open_archive("a.zip", io.BytesIO(data), OF_A_STUDENT, closing)


def test_a_header_of_a_tar_may_not_be_without_end():
    member = tarfile.TarInfo("x")
    member.type, member.size = tarfile.XHDTYPE, 2**24
    data = member.tobuf(tarfile.USTAR_FORMAT) + bytes(2**24)
    with pytest.raises(ValueError, match="^it "), contextlib.ExitStack() as closing:
        open_archive("a.tar", io.BytesIO(data), OF_A_STUDENT, closing)
