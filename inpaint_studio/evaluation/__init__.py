"""The judge: fixed protocols, scores, tables with intervals, plots.

Every model gets the same photographs, the same masks and the same size, through the engine that
users run. Nothing here knows of windows or of training.
"""
