"""One folder a family of models: its card, network, checkpoint layout, training and restorer.

`card.py` makes the family's row, which names all that is beside it by dotted path; the row is
found through the entry point group `inpaint_studio.families`, as a third party's is. What several
families share stands in `networks`, `zoo`, `training` and `inference`.
"""
