"""Times uproot and awkward on what 'benchmarks/run read' reads: FILE TREE COLUMNS SECONDS. CPU time of the whole process."""

import json
import statistics
import sys
import time

import awkward
import uproot


def once(file, tree, columns):
    start = time.process_time()
    with uproot.open(file) as opened:
        source = opened[tree]
        between = time.process_time()
        source.arrays(columns)
        return between - start, time.process_time() - between


def main(file, tree, columns, seconds):
    names = columns.split(",")
    once(file, tree, names)
    times = []
    end = time.monotonic() + float(seconds)
    while len(times) < 3 or time.monotonic() < end:
        times.append(once(file, tree, names))
    reads = [1e3 * read for _, read in times]
    quartiles = statistics.quantiles(reads, n=4, method="inclusive")
    json.dump(
        {
            "read_cpu_ms": statistics.median(reads),
            "read_cpu_ms_spread": quartiles[2] - quartiles[0],
            "open_cpu_ms": statistics.median(1e3 * opening for opening, _ in times),
            "repetitions": len(times),
            "version": f"{uproot.__version__}, awkward {awkward.__version__}",
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
