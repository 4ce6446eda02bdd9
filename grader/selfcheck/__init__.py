"""What students check themselves with: in a terminal, in a notebook, whenever a file is saved."""

from grader.selfcheck.home import Checked, Home

__all__ = ["Checked", "Home"]
