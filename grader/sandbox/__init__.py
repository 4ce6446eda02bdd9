"""The untrusted side and its walls.

``wire`` frames values, ``worker`` runs a submission, ``warm`` forks workers, ``layers`` confines
them; these four are all that ever runs next to student code. ``host`` and ``confinement`` are the
trusted ends: they start the warm process, talk to a worker and give up on it in time.
"""
