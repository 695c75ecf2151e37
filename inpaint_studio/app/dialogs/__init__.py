"""The dialogs: settings, keys, models, export, trying, measuring, comparing, about."""
