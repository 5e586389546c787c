"""The tests. A package: textstat installs one of this name, which would hide a mere folder."""
