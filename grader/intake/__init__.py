"""What was handed in, as data: reads files and folders, runs nothing."""

from grader.intake.folders import (
    Submission,
    list_submissions,
    read_submission,
    student_name,
)

__all__ = ["Submission", "list_submissions", "read_submission", "student_name"]
