"""What was handed in, as data: reads files and folders, runs nothing."""

from grader.intake.folders import Submission, read_submission
from grader.intake.handed import Handed, Listing, Member

__all__ = ["Handed", "Listing", "Member", "Submission", "read_submission"]
