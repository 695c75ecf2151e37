"""Classical fills, which need no weights: diffusion through OpenCV, and exemplar-based synthesis.

Image and mask in, float image of the same size out. Import the module of the fill that is wanted
(`diffusion`, `patchmatch`); this package itself imports nothing, so that starting stays quick.
"""
