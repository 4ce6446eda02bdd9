"""Runs the fuzzers; README.md beside this file says more."""

from __future__ import annotations

import argparse
import gc
import math
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from fuzz.running import HARNESSES, kept_inputs, load, watched

WALL_SECONDS = 120
"""Wall seconds after which an input that doesn't come back, even from C, is given up."""
MEMORY_MIB = 1024
"""Most memory of the process, which begins with 70 MiB."""
INPUTS = 50_000
"""Inputs to a process: what atheris puts into the code to trace it keeps some KiB of each."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    if options.inputs:
        return _replay(options.harness, options.inputs)
    if options.in_this_process:
        _fuzz(options)
    harnesses = HARNESSES if options.harness == "all" else [options.harness]
    found = [harness for harness in harnesses if not _finds_nothing(harness, options)]
    if found:
        print(f"Faults were found by: {', '.join(found)}.")
    return bool(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("harness", help=f"all, or one of {', '.join(HARNESSES)}")
    parser.add_argument("inputs", nargs="*", type=Path, help="run these inputs, and nothing else")
    parser.add_argument("--seconds", type=int, default=60, help="how long each harness runs")
    parser.add_argument("--seed", type=int, default=0, help="0: another one in each run")
    parser.add_argument(
        "--corpus", type=Path, default=Path("build/fuzz"), help="where found inputs are kept"
    )
    parser.add_argument("--in-this-process", action="store_true", help=argparse.SUPPRESS)
    return parser


def _finds_nothing(harness: str, options: argparse.Namespace) -> bool:
    """Run one harness for its time, in one process after the other; say what it did."""
    started = time.monotonic()
    inputs, seed, last = 0, options.seed, ""
    while (left := options.seconds - (time.monotonic() - started)) > 0:
        command = [*(sys.executable, "-m", "fuzz", harness, "--in-this-process")]
        command += [*("--seconds", str(math.ceil(left)), "--seed", str(seed))]
        run = subprocess.run(
            [*command, "--corpus", str(options.corpus)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        output = run.stdout.decode(errors="replace")
        if run.returncode:
            print(output)
            return False
        inputs += int(_stated(r"number_of_executed_units: (\d+)", output))
        last = _stated(r"DONE +(cov: \d+ ft: \d+ corp: \S+)", output)
        seed += bool(seed)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    print(f"{harness}: {inputs} inputs, {last}; {spent:.0f} s of CPU time so far", flush=True)
    return True


def _stated(pattern: str, output: str) -> str:
    match = re.search(pattern, output)
    assert match is not None, output
    return match[1]


def _replay(harness: str, inputs: Sequence[Path]) -> int:
    run = watched(load(harness).run, is_always_traced=True)
    for path in inputs:
        run(path.read_bytes())
        print(f"{path}: nothing is wrong")
    return 0


def _fuzz(options: argparse.Namespace) -> None:
    """Let atheris run one harness; ends the process."""
    import atheris

    with atheris.instrument_imports(include=["grader"]):
        harness = load(options.harness)
    corpus = options.corpus / options.harness
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate((*harness.seed_inputs(), *kept_inputs(options.harness))):
        (corpus / f"seed-{number:03}").write_bytes(data)
    flags = [
        *(f"-max_total_time={options.seconds}", f"-runs={INPUTS}", f"-seed={options.seed}"),
        *("-print_final_stats=1", f"-timeout={WALL_SECONDS}", f"-rss_limit_mb={MEMORY_MIB}"),
        *(f"-max_len={harness.LONGEST}", f"-artifact_prefix={options.corpus}/{options.harness}-"),
    ]
    mutators = _mutators(harness.INPUT) if hasattr(harness, "INPUT") else {}
    gc.freeze()
    run = watched(harness.run, is_always_traced=False)
    atheris.Setup([sys.argv[0], str(corpus), *flags], run, **mutators)
    atheris.Fuzz()


def _mutators(kind: ModuleType) -> dict[str, Callable[..., bytes]]:
    import atheris

    def by_bytes(data: bytes, longest: int) -> bytes:
        changed: bytes = atheris.Mutate(data, longest)  # looked up late: atheris replaces it
        return changed

    def mutated(data: bytes, longest: int, seed: int) -> Any:
        return kind.mutated(data, longest, seed, by_bytes)

    def crossed(data: bytes, other: bytes, longest: int, seed: int) -> Any:
        return kind.mutated(data, longest, seed, lambda one, most: (one + other[1:])[:most], other)

    return {"custom_mutator": mutated, "custom_crossover": crossed}


if __name__ == "__main__":
    sys.exit(main())
