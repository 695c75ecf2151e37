"""A question whose buttons say what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

__all__ = ["ask"]


def ask(parent: QWidget, title: str, text: str, yes: str, *, destroys: bool = False) -> bool:
    """Show `text` (rich text) and return True when the button called `yes` was pressed.

    Cancel is chosen beforehand where `destroys` says that something would be lost.
    """
    box = QMessageBox(QMessageBox.Icon.Question, title, text, parent=parent)
    box.setTextFormat(Qt.TextFormat.RichText)
    role = QMessageBox.ButtonRole.DestructiveRole if destroys else QMessageBox.ButtonRole.AcceptRole
    agreed = box.addButton(yes, role)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel if destroys else agreed)
    box.setEscapeButton(cancel)
    box.exec()
    return box.clickedButton() is agreed
