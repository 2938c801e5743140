#!/usr/bin/env python3
"""Checks the proof of a public notice without the portal: python3 verify_publicity.py proof.zip [seal].

Standard library only. ``seal``: the digits in the name of the file, as they were written down when it was taken out.
Names the file and line of whatever was altered; exit status 1 where anything is wrong.
"""

import hashlib
import json
import struct
import sys
import zipfile
from datetime import datetime, timedelta
from itertools import pairwise

MANIFEST = "manifest.jsonl"
LINE_MARK = 16
LONGEST_GAP = timedelta(hours=6)
#: The words may change while a look is on its way.
ON_ITS_WAY = timedelta(minutes=5)
LOCAL_HEAD = 30


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ")  # noqa: DTZ007  # all are UTC


def read_archive(path):
    """Bytes by name, read past the archive's own checks: an altered byte is to be named, not only noticed."""
    with open(path, "rb") as file:
        whole = file.read()
    with zipfile.ZipFile(path) as archive:
        files = {}
        for info in archive.infolist():
            name_size, extra_size = struct.unpack("<HH", whole[info.header_offset + 26 :][:4])
            start = info.header_offset + LOCAL_HEAD + name_size + extra_size
            files[info.filename] = whole[start : start + info.file_size]
    return files


def read_manifest(data):
    """Its contents, the seal of the whole, and what is wrong with it."""
    seal, contents = "", []
    for number, line in enumerate(data.splitlines(), 1):
        try:
            told = json.loads(line)
            content, claimed = told["content"], told["seal"]
            as_written = canonical(told).encode() == line
        except (ValueError, KeyError, TypeError):
            return contents, seal, f"{MANIFEST} line {number} cannot be read"
        seal = digest(f"{seal}{canonical(content)}")
        if claimed != seal or not as_written:
            return contents, seal, f"{MANIFEST} line {number} was altered"
        contents.append(content)
    return contents, seal, "" if contents else f"{MANIFEST} is empty"


def compare(told, data):
    """What is wrong with one file: its first altered line."""
    if len(data) == told["bytes"] and digest(data) == told["sha256"]:
        return ""
    if not told["lines"]:
        return f"{told['file']} was altered"
    marks = [digest(line)[:LINE_MARK] for line in data.splitlines(keepends=True)]
    for number, mark in enumerate(told["lines"], 1):
        if number > len(marks) or marks[number - 1] != mark:
            return f"{told['file']} line {number} was altered"
    return f"{told['file']} line {len(told['lines']) + 1} was added"


def rows_of(files, name):
    return [json.loads(line) for line in files[name].splitlines()]


def check_texts(files):
    for number, text in enumerate(rows_of(files, "texts.jsonl"), 1):
        if digest(files[text["file"]]) != text["sha256"]:
            yield f"texts.jsonl line {number}: {text['file']} has another digest"


def check_looks(files, about):
    """Each look is sealed with the one before it, and found the words of its time."""
    previous = ""
    texts = [(moment(text["since"]), text["sha256"]) for text in rows_of(files, "texts.jsonl")]
    for number, look in enumerate(rows_of(files, "checks.jsonl"), 1):
        content = {name: look[name] for name in ("sequence", "at", "status", "digest", "up")}
        content |= {"publicity": about["number"], "previous": previous}
        if (
            look["sequence"] != number
            or look["previous"] != previous
            or look["seal"] != digest(canonical(content))
        ):
            yield f"checks.jsonl line {number}: the chain is broken"
            return
        previous, at = look["seal"], moment(look["at"])
        told = [sealed for since, sealed in texts if since <= at][-1:]
        told += [sealed for since, sealed in texts if at < since <= at + ON_ITS_WAY]
        if look["up"] != (look["status"] == 200 and look["digest"] in told):
            yield f"checks.jsonl line {number}: up or not does not follow from what was found"


def check_flags(files, about):
    """Six hours without a good look are told, and nothing else."""
    looks = rows_of(files, "checks.jsonl")
    end = moment(about["watched_until"])
    good = [moment(look["at"]) for look in looks if look["up"]]
    marks = [moment(about["posted_at"]), *(at for at in good if at <= end), end]
    found = [(before, after) for before, after in pairwise(marks) if after - before >= LONGEST_GAP]
    flags = [flag for flag in rows_of(files, "flags.jsonl") if "gap_since" in flag]
    if [(moment(flag["gap_since"]), moment(flag["gap_until"])) for flag in flags] != found:
        yield "flags.jsonl does not tell the gaps that the looks show"


def check_end(about):
    if about["ended_at"] and (
        about["is_provisional"] or moment(about["ended_at"]) < moment(about["ends_at"])
    ):
        yield f"{MANIFEST} line 1: the notice ended early"


def problems(path, seal=""):
    """Every sentence there is to say; none for a proof that holds. Also what it says of itself."""
    try:
        files = read_archive(path)
    except (zipfile.BadZipFile, struct.error, OSError) as error:
        return [f"the archive cannot be opened: {error}"], {}
    contents, whole, wrong = read_manifest(files.pop(MANIFEST, b""))
    if wrong:
        return [wrong], {}
    about, told = contents[0]["about"], {each["file"]: each for each in contents[1:]}
    found = [f"{name} is missing" for name in told if name not in files]
    found += [f"{name} does not belong here" for name in files if name not in told]
    found += [words for name in told if name in files and (words := compare(told[name], files[name]))]
    if seal and not whole.startswith(seal.lower()):
        found.append("the seal is another one: this is not the proof that was taken out")
    if not found:
        found = [
            *check_texts(files),
            *check_looks(files, about),
            *check_flags(files, about),
            *check_end(about),
        ]
    looks = len(rows_of(files, "checks.jsonl")) if not found else 0
    gaps = rows_of(files, "flags.jsonl") if not found else []
    return found, {"number": about["number"], "looks": looks, "flags": gaps, "seal": whole}


def main(arguments):
    found, about = problems(*arguments[:2])
    for sentence in found:
        sys.stdout.write(f"{sentence}\n")
    if not found:
        sys.stdout.write(
            f"{about['number']}: the proof holds, {about['looks']} looks, seal {about['seal']}\n"
        )
        for flag in about["flags"]:
            sys.stdout.write(f"told in it: {canonical(flag)}\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
