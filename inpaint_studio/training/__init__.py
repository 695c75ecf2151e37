"""Training: configuration, data, holes, losses, GAN steps, the loop and its resume state.

A family plugs in through its row, which names its `stages.Training`: its networks, its step and
its defaults. The loop, the data path and the checkpoints know no family.
"""
