"""Grade notebooks by Otter's API in one process; run by compare.py, in Otter's environment.

python benchmarks/otter_api.py NOTEBOOKS AUTOGRADERS OUT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from otter.api import grade_submission


def main() -> None:
    notebooks, autograders, out = map(Path, sys.argv[1:])
    for path in sorted(notebooks.glob("*/*.ipynb")):
        results = grade_submission(str(path), str(autograders / f"{path.stem}.zip"), quiet=True)
        place = out / path.parent.name / path.stem
        place.mkdir(parents=True)
        tests = [{"name": name, "score": each.score} for name, each in results.results.items()]
        (place / "results.json").write_text(json.dumps({"tests": tests}))


if __name__ == "__main__":
    main()
