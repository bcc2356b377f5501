"""What a loss of power leaves of the files that `disk.c` kept a journal of.

A page (4 KiB) is on the disk once a sync of its file began after its last change and succeeded. A sync that failed
leaves the page clean in the system's memory and old on the disk, as Linux does; only another change makes it dirty
again. A file that was made, and one that was removed, is so once its directory was synced.
"""

import os
import random
import struct
from dataclasses import dataclass, field

WRITE, CUT, SYNC, LOST, MAKE, REMOVE, DIRECTORY = range(1, 8)
PAGE = 4096
SECTOR = 512
HEADER = struct.Struct("<IIQqqqq")


@dataclass
class Record:
    position: int
    kind: int
    file: int
    offset: int
    bytes: int
    old_length: int
    path: str
    old: bytes
    new: bytes = b""


@dataclass
class File:
    """One file as the programs saw it, and as the disk has it."""

    seen: bytearray
    stored: bytearray
    # Of each page that is newer than the disk's: the positions of its first and last change.
    dirty: dict = field(default_factory=dict)
    touched: set = field(default_factory=set)

    def changed(self, start, end, position):
        for page in range(start // PAGE, (max(start, end - 1)) // PAGE + 1):
            self.dirty[page] = (self.dirty.get(page, (position, 0))[0], position)
            self.touched.add(page)


def records(journal):
    with open(journal, "rb") as file:
        data = file.read()
    found, position = [], 0
    while position + HEADER.size <= len(data):
        kind, path_bytes, number, offset, count, old_length, old_bytes = HEADER.unpack_from(data, position)
        end = position + HEADER.size + path_bytes + old_bytes
        if end > len(data):
            break
        start = position + HEADER.size
        path = data[start:start + path_bytes].decode()
        found.append(Record(position, kind, number, offset, count, old_length, path, data[start + path_bytes:end]))
        position = end
    return found


def paths_by_file(prefix):
    """The files of a database by their inodes, those that were removed and kept among them."""
    folder = os.path.dirname(prefix)
    found = {}
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if path.startswith(prefix) or name.startswith("removed-"):
            found[os.stat(path).st_ino] = path
    return found


def undo(image, changes):
    """Takes an image back to where the journal began, and notes what each change had written."""
    for record in reversed(changes):
        if record.kind == WRITE:
            end = record.offset + record.bytes
            # A change that the kill came before was never made, or only in part.
            image.extend(bytes(max(0, end - len(image))))
            record.new = bytes(image[record.offset:end])
            image[record.offset:record.offset + len(record.old)] = record.old
            del image[record.old_length:]
        elif record.kind == CUT:
            record.new = b""
            del image[record.old_length:]
            image[record.offset:record.offset + len(record.old)] = record.old
            image.extend(bytes(max(0, record.old_length - len(image))))


def apply(file, record):
    seen = file.seen
    if record.kind == WRITE:
        end = record.offset + len(record.new)
        seen.extend(bytes(max(0, end - len(seen))))
        seen[record.offset:end] = record.new
        file.changed(min(record.offset, record.old_length), end, record.position)
    elif record.kind == CUT:
        length = record.bytes
        file.changed(min(length, len(seen)), max(length, len(seen)), record.position)
        del seen[length:]
        seen.extend(bytes(max(0, length - len(seen))))


def settle(file, record):
    """A sync that succeeded, or one that failed."""
    reach = record.offset
    for page, (first, last) in list(file.dirty.items()):
        if first >= reach:
            continue
        if record.kind == SYNC:
            start, end = page * PAGE, min((page + 1) * PAGE, len(file.seen))
            file.stored.extend(bytes(max(0, end - len(file.stored))))
            if end > start:
                file.stored[start:end] = file.seen[start:end]
        if last < reach:
            del file.dirty[page]
        else:
            file.dirty[page] = (last, last)
    if record.kind == SYNC:
        del file.stored[len(file.seen):]


def lose(file, mode, rng):
    """What the disk has in the end: of what was not synced nothing, or some of the sectors."""
    image = bytearray(file.stored)
    if mode == "all":
        return image
    length = rng.choice([len(file.stored), len(file.seen), rng.randint(
        min(len(file.stored), len(file.seen)), max(len(file.stored), len(file.seen)))])
    image.extend(bytes(max(0, length - len(image))))
    share = rng.random()
    for page in sorted(file.dirty):
        for start in range(page * PAGE, (page + 1) * PAGE, SECTOR):
            end = min(start + SECTOR, length, len(file.seen))
            if end > start and rng.random() < share:
                image[start:end] = file.seen[start:end]
    del image[length:]
    return image


def write_back(path, file, image):
    dropped = 0
    with open(path, "r+b") as out:
        for page in sorted(file.touched):
            start = page * PAGE
            wanted, found = image[start:start + PAGE], file.seen[start:start + PAGE]
            if wanted != found:
                dropped += 1
            if wanted:
                out.seek(start)
                out.write(wanted)
        out.truncate(len(image))
    return dropped


def names(found, prefix, mode, rng):
    """Takes back what was made and removed since the directory was last synced, as a journalled file system does: from
    some moment on."""
    reached = max((record.offset for record in found if record.kind == DIRECTORY), default=0)
    open_ones = [r for r in found if r.kind in (MAKE, REMOVE) and r.position >= reached]
    kept = 0 if mode == "all" else rng.randint(0, len(open_ones))
    for record in reversed(open_ones[kept:]):
        if record.kind == MAKE and os.path.exists(record.path) and os.stat(record.path).st_ino == record.file:
            os.unlink(record.path)
        elif record.kind == REMOVE:
            spare = os.path.join(os.path.dirname(prefix), f"removed-{record.offset}")
            if os.path.exists(spare) and not os.path.exists(record.path):
                os.rename(spare, record.path)
    return len(open_ones) - kept


def sweep(prefix, journal):
    """Forgets the journal: what the files hold now is what the disk holds."""
    folder = os.path.dirname(prefix)
    for name in os.listdir(folder):
        if name.startswith("removed-"):
            os.unlink(os.path.join(folder, name))
    os.truncate(journal, 0)


def take_back(prefix, journal, mode, rng):
    """Cuts the power: `mode` is "all" or "torn". Answers how many pages and how many names were taken back."""
    found = records(journal)
    paths = paths_by_file(prefix)
    dropped = 0
    for number in {record.file for record in found if record.kind in (WRITE, CUT)}:
        if number not in paths:
            continue
        changes = [record for record in found if record.file == number]
        with open(paths[number], "rb") as file:
            image = bytearray(file.read())
        undo(image, changes)
        file = File(seen=image, stored=bytearray(image))
        for record in changes:
            if record.kind in (WRITE, CUT):
                apply(file, record)
            elif record.kind in (SYNC, LOST):
                settle(file, record)
        dropped += write_back(paths[number], file, lose(file, mode, rng))
    renamed = names(found, prefix, mode, rng)
    leave_index(prefix, rng)
    sweep(prefix, journal)
    return dropped, renamed


def leave_index(prefix, rng):
    """The index of the log is memory of the machine's: after a loss of power it holds anything, or is not there."""
    index = prefix + "-shm"
    if not os.path.exists(index):
        return
    choice = rng.choice(["gone", "empty", "zeros", "noise", "as it was"])
    length = os.path.getsize(index)
    if choice == "gone":
        os.unlink(index)
    elif choice != "as it was":
        with open(index, "wb") as file:
            file.write({"empty": b"", "zeros": bytes(length), "noise": random.Random(rng.random()).randbytes(length)}[choice])
