"""What is done to the photo: finding damage, choosing a model, filling the hole."""
