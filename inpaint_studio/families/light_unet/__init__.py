"""Light gated U-Net."""
