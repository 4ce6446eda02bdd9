"""Lays out what an instructor begins with: a course of one's own, and exercises in it."""

from grader.scaffold.course import lay_out
from grader.scaffold.exercise import make_exercise

__all__ = ["lay_out", "make_exercise"]
