"""What the command ``grader`` can do; each module has its options and what they call.

They import what they need when they run: `grader --help` loads none of it.
"""
