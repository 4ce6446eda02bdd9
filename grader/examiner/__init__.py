"""The trusted side: runs the checks, knows the expected values, gives the marks.

``remote`` stands for a submission in a check, ``compare`` and ``gradients`` judge what comes back,
``plugin`` makes pytest know both, ``session`` keeps one pytest session warm for many submissions,
``marking`` turns what happened into a result.
"""
