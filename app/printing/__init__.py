"""The printed pages: handout and report, with preview, printer and PDF.

The window uses `controller`. The command line finds `pdf.write_handout` by its entry point.
"""
