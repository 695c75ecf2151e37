"""`inpaint-studio edges`: the Canny edges of a photograph, the hole left empty."""

from __future__ import annotations

import argparse
from pathlib import Path

from inpaint_studio.cli.fill_options import add_fill_option, checked_value

__all__ = ["add_arguments", "run"]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the subcommand."""
    parser.add_argument("photo", type=Path, metavar="PHOTO")
    parser.add_argument("--mask", type=Path, metavar="FILE", help="white is hole: no edges there")
    parser.add_argument("--invert-mask", action="store_true", help="black is hole")
    add_fill_option(parser, "sigma")
    parser.add_argument(
        "--fast", action="store_true", help="the quick variant that the window displays"
    )
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="EDGES.png")


def run(args: argparse.Namespace) -> int:
    """Write the edge map, white on black, and say how much of the photo is edge."""
    sigma = checked_value(args, "sigma")

    from inpaint_studio.imaging.edges import canny, fast_canny
    from inpaint_studio.imaging.files import read_photo
    from inpaint_studio.imaging.mask_file import read_mask, write_mask
    from inpaint_studio.imaging.types import size_of

    photo = read_photo(args.photo)
    mask = None
    if args.mask is not None:
        mask = read_mask(args.mask, invert=args.invert_mask, size=size_of(photo.image))
    detect = fast_canny if args.fast else canny
    edges = detect(photo.image, mask, sigma=sigma) > 0.5
    write_mask(args.output, edges)
    print(
        f"{args.output}: {int(edges.sum()):,} edge pixels, {100 * edges.mean():.2f} % of the photo"
    )
    return 0
