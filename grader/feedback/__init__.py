"""Pages that people act on, made of results alone: one for each student, one for the class."""

from grader.feedback.site import write_report

__all__ = ["write_report"]
