"""A photo file's header as JSON and back, so that a project can write the file "as it was".

What a codec keeps of its file is named by its class, which must be that codec's own: reading builds
nothing else.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from inpaint_studio.errors import BadInputError
from inpaint_studio.imaging.files.codec import codec_for
from inpaint_studio.imaging.files.formats import PhotoFormat
from inpaint_studio.imaging.files.photo import Encoding, PhotoInfo
from inpaint_studio.jobs.records import strict_converter

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["from_record", "to_record"]

_KIND = "kind"


def to_record(info: PhotoInfo) -> Any:
    """`info` as what JSON can hold."""
    return _converter().unstructure(info)


def from_record(record: Any) -> PhotoInfo:
    """What `to_record` was given.

    Raises
    ------
    BadInputError
        If the record is damaged or holds anything unexpected.
    """
    try:
        codec_for(PhotoFormat(record["format"]))  # loads the class of its encoding
        info = _converter().structure(record, PhotoInfo)
        if not (info.metadata.has_possible_dpi and info.encoding.is_possible):
            raise ValueError("out of range")
        return info
    except (Exception, RecursionError) as fault:
        raise BadInputError("The project's record of its photo file is damaged.") from fault


@functools.cache
def _converter() -> Converter:
    converter = strict_converter()

    def structure(record: Any, _: Any) -> Encoding:
        kinds: list[type[Encoding]] = [Encoding, *Encoding.__subclasses__()]
        fields = dict(record)
        kind = {kind.__name__: kind for kind in kinds}[fields.pop(_KIND)]
        if kind is not Encoding:
            return converter.structure(fields, kind)
        if fields:
            raise ValueError(fields)
        return Encoding()

    def unstructure(encoding: Encoding) -> Any:
        kind = type(encoding)
        fields = {} if kind is Encoding else converter.unstructure(encoding, kind)
        return {_KIND: kind.__name__, **fields}

    converter.register_structure_hook_func(lambda kind: kind is Encoding, structure)
    converter.register_unstructure_hook_func(lambda kind: kind is Encoding, unstructure)
    return converter
