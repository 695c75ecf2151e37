"""Adapters: each makes one family of models or classical fills a `Restorer`.

The factories are named, as "module:callable", by the families in `inpaint_studio.zoo.registry`.
"""
