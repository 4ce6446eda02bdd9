"""What other tools read, made from results."""

from grader.exports.scores import format_points, scores_csv

__all__ = ["format_points", "scores_csv"]
