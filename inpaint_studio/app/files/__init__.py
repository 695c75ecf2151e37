"""Opening, saving and closing: photos, masks and projects."""
