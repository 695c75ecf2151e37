"""Fills windows with the network, and does what the option on the card says."""

from dataclasses import replace

from inpaint_studio.imaging.types import to_unit
from inpaint_studio.inference.one_network import ROLE, OneNetworkRestorer, weights_folder
from inpaint_studio.zoo.weights import load_network


def make_small_fill(card, folder, device):
    network = load_network(card, weights_folder(card, folder), ROLE)
    return SmallFillRestorer(card, network, device)


class SmallFillRestorer(OneNetworkRestorer):
    def fill(self, request, token):
        fill = super().fill(request, token)
        calm = float(request.settings.options["calm"])
        mean = to_unit(request.image)[~request.mask].mean(axis=0)
        return replace(fill, image=(1 - calm) * fill.image + calm * mean)
