"""The untrusted side and its walls.

``wire`` frames values, ``worker`` runs a submission, ``warm`` forks workers, ``layers`` confines
them; these and what they import are all that ever runs next to student code, and the second import
contract in ``pyproject.toml`` lists them. ``host`` and ``confinement`` are the
trusted ends: they start the warm process, talk to a worker and give up on it in time.
"""
