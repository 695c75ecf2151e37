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

PROCEDURE = "inpaint-studio-restore"
COMMAND = "inpaint-studio"


def save(image, drawables, file):
    """Write one flattened copy of `drawables` of `image` as a PNG."""
    Gimp.file_save(Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(file)), None)


def restore(procedure, run_mode, image, drawables, config, data):
    """Restore the selected part of the chosen layer."""
    if len(drawables) != 1 or Gimp.Selection.is_empty(image):
        message = "Choose one layer and select what is to be restored."
        error = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), message, 0)
        return procedure.new_return_values(Gimp.PDBStatusType.CALLING_ERROR, error)
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
        done = subprocess.run(
            [COMMAND, "restore", str(photo), "--mask", str(mask), "-o", str(result)],
            capture_output=True,
            text=True,
        )
        if done.returncode:
            error = GLib.Error.new_literal(Gimp.PlugIn.error_quark(), done.stderr.strip(), 0)
            return procedure.new_return_values(Gimp.PDBStatusType.EXECUTION_ERROR, error)
        layer = Gimp.file_load_layer(
            Gimp.RunMode.NONINTERACTIVE, image, Gio.File.new_for_path(str(result))
        )
        layer.set_name("Restored")
        image.insert_layer(layer, None, 0)
        Gimp.displays_flush()
    return procedure.new_return_values(Gimp.PDBStatusType.SUCCESS, None)


class InpaintStudio(Gimp.PlugIn):
    """The plug-in: one procedure in the menu Filters > Enhance."""

    def do_set_i18n(self, name):
        return False

    def do_query_procedures(self):
        return [PROCEDURE]

    def do_create_procedure(self, name):
        procedure = Gimp.ImageProcedure.new(self, name, Gimp.PDBProcType.PLUGIN, restore, None)
        procedure.set_image_types("RGB*, GRAY*")
        procedure.set_sensitivity_mask(Gimp.ProcedureSensitivityMask.DRAWABLE)
        procedure.set_menu_label("Restore with Inpaint Studio")
        procedure.add_menu_path("<Image>/Filters/Enhance")
        procedure.set_documentation(
            "Fills the selection", "Restores what is selected and adds it as a new layer", name
        )
        procedure.set_attribution("Inpaint Studio developers", "MIT", "2026")
        return procedure


Gimp.main(InpaintStudio.__gtype__, sys.argv)
