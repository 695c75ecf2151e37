"""Attention of every place to every other, in bands of bounded memory."""

from __future__ import annotations

import pytest
import torch

from inpaint_studio.networks.dense_attention import query_chunks, self_attention

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize("chunk_mib", [0, 1, 128])
def test_bands_cover_every_row_once(chunk_mib: int) -> None:
    bands = list(query_chunks(37, 50, chunk_mib))
    assert [top for top, _ in bands][1:] == [bottom for _, bottom in bands][:-1]
    assert bands[0][0] == 0
    assert bands[-1][1] == 37
    assert len(bands) == (1 if chunk_mib == 128 else len(bands))


def test_self_attention_in_bands_is_self_attention() -> None:
    torch.manual_seed(0)
    queries, keys, values = (torch.randn(2, channels, 6 * 7) for channels in (5, 5, 9))
    scores = torch.softmax(torch.einsum("ncq,nck->nqk", queries, keys), dim=-1)
    plain = torch.einsum("nqk,nvk->nvq", scores, values)
    for chunk_mib in (0, 128):
        ours = self_attention(queries, keys, values, (6, 7), chunk_mib)
        assert torch.allclose(ours, plain, atol=1e-5)
