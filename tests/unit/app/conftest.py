"""Qt without a screen. OpenCV is imported first, so that its Qt paths are set once and removed."""

from __future__ import annotations

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import cv2  # noqa: F401

from inpaint_studio.app import drop_opencv_qt_paths

drop_opencv_qt_paths()
