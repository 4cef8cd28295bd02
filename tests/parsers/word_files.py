"""Word 97 files and compound files written byte by byte, to test what no program at hand writes."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB], version 3) with these streams in its root; each is padded to 4096 bytes or more."""
    padded = {name: data + bytes(max(0, 4096 - len(data))) for name, data in streams.items()}
    counts = {name: -(-len(data) // SECTOR) for name, data in padded.items()}
    directory = -(-(len(padded) + 1) // 4)
    fat_sectors = 1
    while (sum(counts.values()) + directory + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    fat = [FAT] * fat_sectors
    fat += [*range(len(fat) + 1, len(fat) + directory), END]
    starts = {}
    for name, count in counts.items():
        starts[name] = len(fat)
        fat += [*range(len(fat) + 1, len(fat) + count), END]
    fat += [FREE] * (fat_sectors * 128 - len(fat))
    entries = [_entry("Root Entry", 5, END, 0, child=1 if padded else FREE)]
    for number, (name, data) in enumerate(padded.items(), 1):
        after = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, starts[name], len(data), right=after))
    entries += [bytes(64) + struct.pack("<HBBIII", 0, 0, 0, FREE, FREE, FREE) + bytes(48)] * (
        -len(entries) % 4
    )
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, END, 0, END, 0)
    difat = [*range(fat_sectors), *[FREE] * (109 - fat_sectors)]
    header += struct.pack("<109I", *difat)
    body = struct.pack(f"<{len(fat)}I", *fat) + b"".join(entries)
    for data in padded.values():
        body += data + bytes(-len(data) % SECTOR)
    return header + body


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw + bytes(64 - len(raw)) + struct.pack("<HBB", len(raw) + 2, kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<III", start, size, 0)


def word_file(
    pieces: Sequence[tuple[str, bool]],
    *,
    flags: int = 0x0200,
    version: int = 0xC1,
    ident: int = 0xA5EC,
    cut: int = 0,
) -> bytes:
    """A .doc whose text is these pieces, stored in reverse order, each in one (True) or two bytes a character.

    It has no tables of looks: what a file saved in a hurry, or by another program, may lack. ``cut``: the last bytes are lost.
    """
    main = bytearray(2048)
    struct.pack_into("<HH", main, 0, ident, version)
    struct.pack_into("<H", main, 0x0A, flags)
    places = {}
    for number in reversed(range(len(pieces))):
        text, narrow = pieces[number]
        main += bytes(len(main) % 2)
        places[number] = len(main) * 2 | 0x40000000 if narrow else len(main)
        main += text.encode("cp1252" if narrow else "utf-16-le")
    lengths = [len(t) if narrow else len(t.encode("utf-16-le")) // 2 for t, narrow in pieces]
    edges = [sum(lengths[:n]) for n in range(len(lengths) + 1)]
    struct.pack_into("<I", main, 0x4C, edges[-1])
    plc = struct.pack(f"<{len(edges)}I", *edges)
    plc += b"".join(struct.pack("<HIH", 0, places[n], 0) for n in range(len(pieces)))
    clx = b"\x01" + struct.pack("<H", 2) + b"\0\0" + b"\x02" + struct.pack("<I", len(plc)) + plc
    struct.pack_into("<II", main, 0x1A2, 8, len(clx))
    return compound({"WordDocument": bytes(main[: len(main) - cut]), "1Table": bytes(8) + clx})
