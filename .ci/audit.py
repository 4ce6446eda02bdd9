"""Ask the vulnerability service of PyPI about every version in constraints.txt.

Exits with 0 if it knows of nothing, with 1 if it knows of something, with 75 if it couldn't be
asked about all of them, which pip-audit calls "no known vulnerabilities", too.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

CONSTRAINTS = Path(__file__).parent.parent / "constraints.txt"
CLEAN, VULNERABLE, NOT_ASKED = 0, 1, 75


def main() -> int:
    command = [*(sys.executable, "-m", "pip_audit", "-r", str(CONSTRAINTS))]
    command += [*("--no-deps", "--disable-pip", "--progress-spinner", "off", "--format", "json")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    status, words = verdict(run.stdout, run.stderr)
    print(words)
    return status


def verdict(found: str, said: str) -> tuple[int, str]:
    """The exit status, and what to say: from what pip-audit wrote to its two outputs."""
    try:
        packages = json.loads(found)["dependencies"]
    except ValueError:
        packages = []
    known = [
        f"{package['name']} {package['version']}: {fault['id']}"
        f" (fixed in {', '.join(fault['fix_versions']) or 'no version'})"
        for package in packages
        for fault in package.get("vulns", ())
    ]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    if not packages:
        *_, reason = ["", *said.strip().splitlines()]
        return NOT_ASKED, f"NOT AUDITED: the service couldn't be asked. {reason}".strip()
    if skipped:
        known.append(f"NOT AUDITED: the service knows nothing of {', '.join(skipped)}.")
        return VULNERABLE if known[1:] else NOT_ASKED, "\n".join(known)
    if known:
        return VULNERABLE, "\n".join(known)
    return CLEAN, f"Nothing is known against any of {len(packages)} versions."


if __name__ == "__main__":
    sys.exit(main())
