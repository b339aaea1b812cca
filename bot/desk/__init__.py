"""The desk: signed-in pages for staff, and the door for their programs."""
