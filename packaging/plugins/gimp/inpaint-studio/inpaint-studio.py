#!/usr/bin/env python3
"""GIMP 3: sends the layer and the selection to Inpaint Studio, takes the result as a new layer.

Copy the folder `inpaint-studio` into GIMP's plug-ins folder and make this file executable.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import gi

gi.require_version("Gimp", "3.0")
from gi.repository import Gimp, Gio, GLib  # noqa: E402

COMMAND = "inpaint-studio"
# Name of the procedure: entry in the menu, what it does, and the words for the command.
PROCEDURES = {
    "inpaint-studio-restore": (
        "Restore with Inpaint Studio",
        "Restores what is selected and adds it as a new layer",
        lambda photo, mask, result: ["restore", photo, "--mask", mask, "-o", result],
    ),
    "inpaint-studio-open": (
        "Open in Inpaint Studio",
        "Opens what is selected in Inpaint Studio; what is saved there comes as a new layer",
        lambda photo, mask, result: ["studio", "--mask", mask, "--save-to", result, photo],
    ),
}


def save(image, drawables, file):
    """Write one flattened copy of `drawables` of `image` as a PNG."""
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(file)), None)


def failed(procedure, status, message):
    """What a procedure returns when it could not do its work."""
    error = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), message, 0)
    return procedure.new_return_values(status, error)


def restore(procedure, run_mode, image, drawables, config, data):
    """Have the selected part of the picture restored."""
    if Gimp.Selection.is_empty(image):
        message = "Select what is to be restored first."
        return failed(procedure, Gimp.PDBStatusType.CALLING_ERROR, message)
    with tempfile.TemporaryDirectory(prefix="inpaint-studio-") as folder:
        photo, mask, result = (Path(folder) / n for n in ("photo.png", "mask.png", "result.png"))
        copy = image.duplicate()
        copy.flatten()
        save(copy, copy.get_layers(), photo)
        # The selection itself is the mask: white is hole.
        selection = Gimp.Selection.save(copy)
        layer = copy.get_layers()[0]
        Gimp.Selection.none(copy)
        Gimp.context_push()
        Gimp.edit_copy([selection])
        pasted = Gimp.edit_paste(layer, True)[0]
        Gimp.floating_sel_anchor(pasted)
        Gimp.context_pop()
        save(copy, copy.get_layers(), mask)
        copy.delete()
        words = PROCEDURES[procedure.get_name()][2](str(photo), str(mask), str(result))
        try:
            done = subprocess.run([COMMAND, *words], capture_output=True, text=True)
        except OSError:
            message = "The command inpaint-studio was not found; install Inpaint Studio."
            return failed(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, message)
        if done.returncode:
            return failed(procedure, Gimp.PDBStatusType.EXECUTION_ERROR, done.stderr.strip())
        if not result.is_file():  # closed without saving
            return procedure.new_return_values(Gimp.PDBStatusType.CANCEL, None)
        layer = Gimp.file_load_layer(
            Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(result))
        )
        layer.set_name("Restored")
        image.insert_layer(layer, None, 0)
        Gimp.displays_flush()
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)


class InpaintStudio(Gimp.PlugIn):
    """The plug-in: its procedures in the menu Filters > Enhance."""

    def do_set_i18n(self, name):
        return False

    def do_query_procedures(self):
        return list(PROCEDURES)

    def do_create_procedure(self, name):
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, restore, None)
        procedure.set_image_types("RGB*, GRAY*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        label, told, _ = PROCEDURES[name]
        procedure.set_menu_label(label)
        procedure.add_menu_path("<Image>/Filters/Enhance")
        procedure.set_documentation(told, told, name)
        procedure.set_attribution("Inpaint Studio developers", "MIT", "2026")
        return procedure


Gimp.main(InpaintStudio.__gtype__, sys.argv)
