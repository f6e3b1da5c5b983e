"""What processes use, read from /proc: time of the processor, and memory shared fairly."""

import os
from collections.abc import Iterable
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def tree(root: int) -> set[int]:
    """A process and all that come from it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        if fields := _stat(path):
            children.setdefault(int(fields[1]), []).append(int(path.parent.name))
    found, ahead = set(), [root]
    while ahead:
        pid = ahead.pop()
        found.add(pid)
        ahead += children.get(pid, [])
    return found


def web_and_worker(root: int) -> tuple[set[int], set[int]]:
    """The processes that answer pages, and those that work behind."""
    worker = set()
    everything = tree(root)
    for pid in everything:
        if b"worker\0" in _read(f"/proc/{pid}/cmdline") + b"\0":
            worker |= tree(pid)
    return everything - worker, worker


def cpu_seconds(pids: Iterable[int]) -> float:
    ticks = 0
    for pid in pids:
        if fields := _stat(Path(f"/proc/{pid}/stat")):
            ticks += int(fields[11]) + int(fields[12])
    return ticks / TICKS


def busy_seconds() -> float:
    """What all processors of the machine worked so far."""
    used = list(map(int, _read("/proc/stat").split(b"\n")[0].split()[1:9]))
    return (sum(used) - used[3] - used[4]) / TICKS


def memory_mb(pids: Iterable[int]) -> float:
    """PSS: shared pages count once in all."""
    kilobytes = 0
    for pid in pids:
        for line in _read(f"/proc/{pid}/smaps_rollup").split(b"\n"):
            if line.startswith(b"Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


def machine() -> str:
    """The processor, how many, and the memory."""
    model = next(
        (
            line.split(b":")[1].strip().decode()
            for line in _read("/proc/cpuinfo").split(b"\n")
            if line.startswith(b"model name")
        ),
        os.uname().machine,
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    return f"{os.cpu_count()} × {model}, {memory:.0f} GiB"


def _stat(path: Path) -> list[bytes]:
    return _read(str(path)).rpartition(b")")[2].split()


def _read(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError:
        return b""
