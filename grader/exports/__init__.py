"""What other tools read, made from results."""

from grader.exports.scores import scores_csv

__all__ = ["scores_csv"]
