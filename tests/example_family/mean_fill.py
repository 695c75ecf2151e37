"""A model of one's own: the hole takes the mean colour of the pixels around it."""

from inpaint_studio.imaging.mask import grow
from inpaint_studio.imaging.types import to_unit
from inpaint_studio.inference.restorer import Fill
from inpaint_studio.zoo.card import ModelCard
from inpaint_studio.zoo.family import Family


class MeanFill:
    def __init__(self, card, folder, device):
        self.card = card

    def fill(self, request, token):
        image = to_unit(request.image)  # a copy, float32 in [0, 1]
        around = grow(request.mask, 8) & ~request.mask
        image[request.mask] = image[around].mean(axis=0)
        return Fill(image)

    def close(self):
        pass


CARD = ModelCard(
    name="mean-fill", title="Mean colour", family="mean-fill", good_at="specks on plain walls"
)
FAMILY = Family("mean-fill", "Mean colour", paper="", restorer="mean_fill:MeanFill", cards=(CARD,))
