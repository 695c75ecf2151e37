"""A family of one's own, whole: network, published checkpoints, training, an option in the panel."""
