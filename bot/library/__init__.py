"""The Library: everything read from content/, once and strictly."""
