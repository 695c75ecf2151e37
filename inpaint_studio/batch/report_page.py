"""The look of the report: one page that needs nothing but itself.

Text in, HTML out; knows no files and no ledger. Everything that comes from outside is escaped.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from inpaint_studio.batch.ledger import Pictures

__all__ = ["Card", "foot", "head", "render_card", "render_list"]

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_STYLE = """
:root { color-scheme: dark; --ground: #3a3a3a; --card: #444; --line: #5a5a5a; --text: #e8e8e8;
  --quiet: #b5b5b5; --accent: #f0a030; --bad: #ff8a7a; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text);
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK SC", sans-serif; }
header, main { max-width: 1500px; margin: 0 auto; padding: 1.2rem; }
h1 { font-size: 1.4rem; font-weight: 600; margin: 0 0 .8rem; }
h2 { font-size: 1.1rem; font-weight: 600; margin: 1.6rem 0 .6rem; }
.figures { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: 0; }
.figures div { display: flex; flex-direction: column-reverse; }
.figures dd { margin: 0; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.figures dt, .quiet { color: var(--quiet); }
.bad { color: var(--bad); }
.cards { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: .8rem;
  content-visibility: auto; contain-intrinsic-size: auto 26rem; }
.card h3 { font-size: 1rem; font-weight: 600; margin: 0 0 .5rem; overflow-wrap: anywhere; }
.card h3 a, li a { color: inherit; text-decoration-color: var(--line); }
.stage { height: 20rem; display: flex; align-items: center; justify-content: center; }
.compare { position: relative; --x: 50%; line-height: 0; }
.compare img { max-width: 100%; max-height: 20rem; display: block; }
.compare .before, .compare .mask { position: absolute; inset: 0; width: 100%; height: 100%; }
.compare .before { clip-path: inset(0 calc(100% - var(--x)) 0 0); }
.compare .mask { visibility: hidden; pointer-events: none; }
.shows-mask .whole .mask { visibility: visible; }
.compare::after { content: ""; position: absolute; top: 0; bottom: 0; left: var(--x); width: 2px;
  margin-left: -1px; background: var(--accent); pointer-events: none; }
.compare input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0;
  cursor: ew-resize; }
.compare:focus-within { outline: 2px solid var(--accent); outline-offset: 2px; }
.detail { display: none; }
.shows-detail .detail { display: block; }
.shows-detail .whole { display: none; }
.row { display: flex; gap: .5rem; align-items: center; margin: .6rem 0; }
.row .quiet { margin-left: auto; font-size: .85rem; }
button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line);
  border-radius: 4px; padding: .15rem .7rem; cursor: pointer; }
button[aria-pressed=true] { border-color: var(--accent); color: var(--accent); }
button:focus-visible { outline: 2px solid var(--accent); }
.card p { margin: .2rem 0; overflow-wrap: anywhere; }
ul { padding-left: 1.2rem; } li { overflow-wrap: anywhere; margin: .2rem 0; }
"""
_SCRIPT = """
document.addEventListener('input', event => {
  if (event.target.type === 'range')
    event.target.parentElement.style.setProperty('--x', event.target.value + '%');
});
document.addEventListener('click', event => {
  const button = event.target.closest('button[data-shows]');
  if (!button) return;
  const on = button.closest('.card').classList.toggle('shows-' + button.dataset.shows);
  button.setAttribute('aria-pressed', on);
});
"""


@dataclass(frozen=True)
class Card:
    """What the page shows of one restored photo; all text is still to be escaped.

    Attributes
    ----------
    title, link
        The photo's name and the address of its result.
    figures
        Short facts for one line.
    remarks
        Sentences under it.
    pictures
        The small pictures.
    """

    title: str
    link: str
    figures: str
    pictures: Pictures
    remarks: Sequence[str] = field(default=())


def head(title: str, figures: Iterable[tuple[str, str, bool]]) -> str:
    """The beginning of the page.

    Parameters
    ----------
    title
        Its heading.
    figures
        (name, value, is bad) of the figures at the top.
    """
    cells = "".join(
        f"<div><dt>{html.escape(name)}</dt>"
        f"<dd{' class=bad' if is_bad else ''}>{html.escape(value)}</dd></div>"
        for name, value, is_bad in figures
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>{_STYLE}</style></head>\n"
        f'<body><header><h1>{html.escape(title)}</h1><dl class="figures">{cells}</dl></header>\n'
        "<main>\n"
    )


def render_list(heading: str, items: Sequence[str], *, is_bad: bool = False) -> str:
    """A list of sentences under a heading; nothing if there are none."""
    if not items:
        return ""
    lines = "".join(f"<li>{html.escape(item)}</li>\n" for item in items)
    mark = ' class="bad"' if is_bad else ""
    return (
        f"<section><h2{mark}>{html.escape(heading)} ({len(items)})</h2>\n<ul>{lines}</ul></section>"
    )


def render_card(card: Card) -> str:
    """One restored photo with sliders between before and after."""
    pictures, title = card.pictures, html.escape(card.title)
    remarks = "".join(f'<p class="quiet">{html.escape(line)}</p>' for line in card.remarks)
    mask = f'<img class="mask" alt="" src="{_data(pictures.mask, "png")}">'
    return (
        f'<article class="card"><h3><a href="{html.escape(card.link)}">{title}</a></h3>\n'
        '<div class="stage">'
        + _slider("whole", title, pictures.before, pictures.after, mask)
        + _slider("detail", title, pictures.detail_before, pictures.detail_after, "")
        + '</div>\n<div class="row">'
        '<button type="button" aria-pressed="false" data-shows="mask">Mask</button>'
        '<button type="button" aria-pressed="false" data-shows="detail">Detail</button>'
        '<span class="quiet">before &#8596; after</span></div>\n'
        f"<p>{html.escape(card.figures)}</p>{remarks}</article>\n"
    )


def foot() -> str:
    """The end of the page."""
    return f"</main>\n<script>{_SCRIPT}</script></body></html>\n"


def _slider(kind: str, title: str, before: bytes, after: bytes, extra: str) -> str:
    return (
        f'<div class="compare {kind}"><img alt="{title}, after" src="{_data(after, "jpeg")}">'
        f'<img class="before" alt="{title}, before" src="{_data(before, "jpeg")}">{extra}'
        f'<input type="range" min="0" max="100" value="50" aria-label="before and after: {title}">'
        "</div>"
    )


def _data(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode('ascii')}"
