"""The printed pages: handout and report, with preview, printer and PDF.

The command line finds `pdf.write_handout` by its entry point.
"""

from app.printing.controller import PrintingController, PrintInputs

__all__ = ["PrintInputs", "PrintingController"]
